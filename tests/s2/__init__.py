"""The service over real sockets, against the emulator."""
