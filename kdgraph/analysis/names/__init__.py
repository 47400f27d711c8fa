"""Names of papers: what each is called wherever its title has no room, and why."""

__all__: list[str] = []
