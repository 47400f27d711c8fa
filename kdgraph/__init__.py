"""From a curated paper list to a citation and author graph.

>>> import kdgraph
>>> snapshot = kdgraph.embedded()  # or kdgraph.open("data").snapshot()
>>> hinton = snapshot.find("Distilling the Knowledge in a Neural Network")
>>> hinton
'arxiv:1503.02531'
>>> graph = snapshot.citation_graph()
>>> int(graph.cites.sum(axis=0)[graph.papers.index.get_loc(hinton)])  # papers here that cite it
302

Everything public is a name of this module; each is imported when it is first asked for, so that
``import kdgraph`` alone costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kdgraph._version import __version__

if TYPE_CHECKING:
    from kdgraph.analysis.authors import AUTHOR_MEASURES
    from kdgraph.analysis.authors.communities import CoauthorCommunities, coauthor_communities
    from kdgraph.analysis.authors.concentration import ListConcentration, list_concentration
    from kdgraph.analysis.authors.finding import find_author
    from kdgraph.analysis.authors.joins import AuthorJoins, author_joins
    from kdgraph.analysis.authors.lineage import AuthorLineage, author_lineage
    from kdgraph.analysis.authors.ranking import AuthorRanking, rank_authors
    from kdgraph.analysis.groups.communities import (
        Communities,
        SectionAgreement,
        communities,
        section_agreement,
    )
    from kdgraph.analysis.groups.flow import SectionFlow, section_flow
    from kdgraph.analysis.groups.fronts import ResearchFronts, research_fronts
    from kdgraph.analysis.groups.similarity import SimilarPapers, similar_pairs, similar_papers
    from kdgraph.analysis.groups.survey_lists import SurveyCoverage, survey_coverage
    from kdgraph.analysis.influence import MEASURES
    from kdgraph.analysis.influence.explaining import Explanation, explain
    from kdgraph.analysis.influence.ranking import Ranking, rank
    from kdgraph.analysis.influence.spectroscopy import Spectrum, rpys
    from kdgraph.analysis.lineage.ancestry import Relatives, ancestors, descendants
    from kdgraph.analysis.lineage.between import PathsBetween, paths_between
    from kdgraph.analysis.lineage.correcting import (
        ChangedOverrides,
        correct,
        remove_correction,
        restore_overrides,
    )
    from kdgraph.analysis.lineage.cuts import CycleCut, cut_cycles
    from kdgraph.analysis.lineage.forebears import LikelyForebears, likely_forebears
    from kdgraph.analysis.lineage.inheritance import label_arcs
    from kdgraph.analysis.lineage.intermediacy import Intermediacy, intermediacy
    from kdgraph.analysis.lineage.label_quality import label_quality, quality_note
    from kdgraph.analysis.lineage.main_path import MainPath, main_path
    from kdgraph.analysis.lineage.overrides import Overrides, read_overrides
    from kdgraph.analysis.lineage.parents import (
        ParentContest,
        ToldCandidate,
        parent_contest,
        primary_parents,
    )
    from kdgraph.analysis.lineage.path_shares import PathShares, path_shares
    from kdgraph.analysis.lineage.reading_order import ReadingOrder, reading_order
    from kdgraph.analysis.lineage.robust_core import RobustCore, robust_core
    from kdgraph.analysis.lineage.section_paths import SectionPath, section_path
    from kdgraph.analysis.lineage.transitive import Reduction, transitive_reduction
    from kdgraph.analysis.names.paper_names import paper_names, told_name
    from kdgraph.curate.comparing import Comparison, compare_lists
    from kdgraph.curate.diffing import SnapshotDiff, diff
    from kdgraph.curate.finding import LINT_RULES
    from kdgraph.curate.linting import Fixed, LintReport, fix_list, lint
    from kdgraph.curate.misplaced import MisplacedPapers, misplaced_papers
    from kdgraph.curate.missing import MissingPapers, missing_papers
    from kdgraph.curate.patches import unified_diff
    from kdgraph.errors import (
        AmbiguousAuthorError,
        AmbiguousPaperError,
        DamagedSnapshotError,
        DatasetError,
        EngineError,
        FetchError,
        ForbiddenError,
        HandshakeError,
        InputError,
        KdgraphError,
        ListError,
        ListUnavailableError,
        LockedError,
        MissingExtraError,
        NoSnapshotError,
        NotConvergedError,
        PluginError,
        PluginWarning,
        RefusedError,
        RequestError,
        ServiceError,
        StoreError,
        UnknownAuthorError,
        UnknownPaperError,
        UnprotectedKeyWarning,
        UnreachableError,
    )
    from kdgraph.export import EXPORTS
    from kdgraph.export.bibtex import bibtex_text
    from kdgraph.export.reading_plan import ReadingPlan, reading_plan
    from kdgraph.export.related_work import related_work_table
    from kdgraph.figures import FIGURES
    from kdgraph.figures.canvas.choices import Choices, read_choices
    from kdgraph.figures.canvas.drawing import Drawing
    from kdgraph.figures.canvas.making import MadeFigures, draw, inches, make_figures
    from kdgraph.figures.canvas.page import check_width
    from kdgraph.figures.canvas.verifying import (
        Verification,
        Verifications,
        verify,
        verify_all,
    )
    from kdgraph.figures.interactive.picture import InteractivePicture, interactive_picture
    from kdgraph.figures.latex.pack import LatexPack, make_pack
    from kdgraph.graph.annotating import annotate, read_notes
    from kdgraph.graph.authors import AuthorGraph, author_graph
    from kdgraph.graph.card import PaperCard, paper_card
    from kdgraph.graph.citation import CitationGraph, citation_graph
    from kdgraph.graph.data import Data, embedded, open
    from kdgraph.graph.override_file import Correction, read_override_file
    from kdgraph.graph.reading_notes import PaperNote, ReadingNotes
    from kdgraph.graph.scope import Scope
    from kdgraph.graph.snapshot import Snapshot
    from kdgraph.lists import ListDocument, Reading, check_reading, read_list
    from kdgraph.pipeline.build import BuildProgress, build
    from kdgraph.pipeline.datasets import (
        PulledRelease,
        Releases,
        UpdatedRelease,
        dataset_releases,
        pull_datasets,
        update_datasets,
    )
    from kdgraph.pipeline.extract import extract
    from kdgraph.pipeline.report import BuildReport, ExtractReport
    from kdgraph.pipeline.semantic_scholar import semantic_scholar
    from kdgraph.pipeline.source import current_list, list_file
    from kdgraph.pipeline.summary import Summary, summarise
    from kdgraph.pipeline.whole import (
        CoCited,
        WholeRanking,
        WholeSource,
        co_cited_in_whole,
        rank_in_whole,
    )
    from kdgraph.registry import Plugin, Registry
    from kdgraph.sources.reading import PaperSource, read_source

__all__ = [
    "AUTHOR_MEASURES",
    "EXPORTS",
    "FIGURES",
    "LINT_RULES",
    "MEASURES",
    "AmbiguousAuthorError",
    "AmbiguousPaperError",
    "AuthorGraph",
    "AuthorJoins",
    "AuthorLineage",
    "AuthorRanking",
    "BuildProgress",
    "BuildReport",
    "ChangedOverrides",
    "Choices",
    "CitationGraph",
    "CoCited",
    "CoauthorCommunities",
    "Communities",
    "Comparison",
    "Correction",
    "CycleCut",
    "DamagedSnapshotError",
    "Data",
    "DatasetError",
    "Drawing",
    "EngineError",
    "Explanation",
    "ExtractReport",
    "FetchError",
    "Fixed",
    "ForbiddenError",
    "HandshakeError",
    "InputError",
    "InteractivePicture",
    "Intermediacy",
    "KdgraphError",
    "LatexPack",
    "LikelyForebears",
    "LintReport",
    "ListConcentration",
    "ListDocument",
    "ListError",
    "ListUnavailableError",
    "LockedError",
    "MadeFigures",
    "MainPath",
    "MisplacedPapers",
    "MissingExtraError",
    "MissingPapers",
    "NoSnapshotError",
    "NotConvergedError",
    "Overrides",
    "PaperCard",
    "PaperNote",
    "PaperSource",
    "ParentContest",
    "PathShares",
    "PathsBetween",
    "Plugin",
    "PluginError",
    "PluginWarning",
    "PulledRelease",
    "Ranking",
    "Reading",
    "ReadingNotes",
    "ReadingOrder",
    "ReadingPlan",
    "Reduction",
    "RefusedError",
    "Registry",
    "Relatives",
    "Releases",
    "RequestError",
    "ResearchFronts",
    "RobustCore",
    "Scope",
    "SectionAgreement",
    "SectionFlow",
    "SectionPath",
    "ServiceError",
    "SimilarPapers",
    "Snapshot",
    "SnapshotDiff",
    "Spectrum",
    "StoreError",
    "Summary",
    "SurveyCoverage",
    "ToldCandidate",
    "UnknownAuthorError",
    "UnknownPaperError",
    "UnprotectedKeyWarning",
    "UnreachableError",
    "UpdatedRelease",
    "Verification",
    "Verifications",
    "WholeRanking",
    "WholeSource",
    "__version__",
    "ancestors",
    "annotate",
    "author_graph",
    "author_joins",
    "author_lineage",
    "bibtex_text",
    "build",
    "check_reading",
    "check_width",
    "citation_graph",
    "co_cited_in_whole",
    "coauthor_communities",
    "communities",
    "compare_lists",
    "correct",
    "current_list",
    "cut_cycles",
    "dataset_releases",
    "descendants",
    "diff",
    "draw",
    "embedded",
    "explain",
    "extract",
    "find_author",
    "fix_list",
    "inches",
    "interactive_picture",
    "intermediacy",
    "label_arcs",
    "label_quality",
    "likely_forebears",
    "lint",
    "list_concentration",
    "list_file",
    "main_path",
    "make_figures",
    "make_pack",
    "misplaced_papers",
    "missing_papers",
    "open",
    "paper_card",
    "paper_names",
    "parent_contest",
    "path_shares",
    "paths_between",
    "primary_parents",
    "pull_datasets",
    "quality_note",
    "rank",
    "rank_authors",
    "rank_in_whole",
    "read_choices",
    "read_list",
    "read_notes",
    "read_override_file",
    "read_overrides",
    "read_source",
    "reading_order",
    "reading_plan",
    "related_work_table",
    "remove_correction",
    "research_fronts",
    "restore_overrides",
    "robust_core",
    "rpys",
    "section_agreement",
    "section_flow",
    "section_path",
    "semantic_scholar",
    "similar_pairs",
    "similar_papers",
    "summarise",
    "survey_coverage",
    "told_name",
    "transitive_reduction",
    "unified_diff",
    "update_datasets",
    "verify",
    "verify_all",
]

_HOMES: Final = {
    "ParentContest": "kdgraph.analysis.lineage.parents",
    "ToldCandidate": "kdgraph.analysis.lineage.parents",
    "parent_contest": "kdgraph.analysis.lineage.parents",
    "primary_parents": "kdgraph.analysis.lineage.parents",
    "paper_names": "kdgraph.analysis.names.paper_names",
    "told_name": "kdgraph.analysis.names.paper_names",
    "Overrides": "kdgraph.analysis.lineage.overrides",
    "ChangedOverrides": "kdgraph.analysis.lineage.correcting",
    "correct": "kdgraph.analysis.lineage.correcting",
    "remove_correction": "kdgraph.analysis.lineage.correcting",
    "restore_overrides": "kdgraph.analysis.lineage.correcting",
    "Correction": "kdgraph.graph.override_file",
    "read_override_file": "kdgraph.graph.override_file",
    "read_overrides": "kdgraph.analysis.lineage.overrides",
    "LikelyForebears": "kdgraph.analysis.lineage.forebears",
    "likely_forebears": "kdgraph.analysis.lineage.forebears",
    "label_arcs": "kdgraph.analysis.lineage.inheritance",
    "label_quality": "kdgraph.analysis.lineage.label_quality",
    "quality_note": "kdgraph.analysis.lineage.label_quality",
    "Reduction": "kdgraph.analysis.lineage.transitive",
    "transitive_reduction": "kdgraph.analysis.lineage.transitive",
    "Intermediacy": "kdgraph.analysis.lineage.intermediacy",
    "intermediacy": "kdgraph.analysis.lineage.intermediacy",
    "PathsBetween": "kdgraph.analysis.lineage.between",
    "paths_between": "kdgraph.analysis.lineage.between",
    "PathShares": "kdgraph.analysis.lineage.path_shares",
    "path_shares": "kdgraph.analysis.lineage.path_shares",
    "Relatives": "kdgraph.analysis.lineage.ancestry",
    "ancestors": "kdgraph.analysis.lineage.ancestry",
    "descendants": "kdgraph.analysis.lineage.ancestry",
    "AUTHOR_MEASURES": "kdgraph.analysis.authors",
    "rank_authors": "kdgraph.analysis.authors.ranking",
    "author_joins": "kdgraph.analysis.authors.joins",
    "AuthorJoins": "kdgraph.analysis.authors.joins",
    "author_lineage": "kdgraph.analysis.authors.lineage",
    "AuthorLineage": "kdgraph.analysis.authors.lineage",
    "find_author": "kdgraph.analysis.authors.finding",
    "coauthor_communities": "kdgraph.analysis.authors.communities",
    "CoauthorCommunities": "kdgraph.analysis.authors.communities",
    "list_concentration": "kdgraph.analysis.authors.concentration",
    "ListConcentration": "kdgraph.analysis.authors.concentration",
    "AuthorRanking": "kdgraph.analysis.authors.ranking",
    "SectionAgreement": "kdgraph.analysis.groups.communities",
    "section_agreement": "kdgraph.analysis.groups.communities",
    "Communities": "kdgraph.analysis.groups.communities",
    "communities": "kdgraph.analysis.groups.communities",
    "SectionFlow": "kdgraph.analysis.groups.flow",
    "section_flow": "kdgraph.analysis.groups.flow",
    "ResearchFronts": "kdgraph.analysis.groups.fronts",
    "research_fronts": "kdgraph.analysis.groups.fronts",
    "similar_papers": "kdgraph.analysis.groups.similarity",
    "SimilarPapers": "kdgraph.analysis.groups.similarity",
    "similar_pairs": "kdgraph.analysis.groups.similarity",
    "SurveyCoverage": "kdgraph.analysis.groups.survey_lists",
    "survey_coverage": "kdgraph.analysis.groups.survey_lists",
    "SnapshotDiff": "kdgraph.curate.diffing",
    "diff": "kdgraph.curate.diffing",
    "Comparison": "kdgraph.curate.comparing",
    "compare_lists": "kdgraph.curate.comparing",
    "LINT_RULES": "kdgraph.curate.finding",
    "MisplacedPapers": "kdgraph.curate.misplaced",
    "misplaced_papers": "kdgraph.curate.misplaced",
    "MissingPapers": "kdgraph.curate.missing",
    "missing_papers": "kdgraph.curate.missing",
    "Fixed": "kdgraph.curate.linting",
    "LintReport": "kdgraph.curate.linting",
    "fix_list": "kdgraph.curate.linting",
    "lint": "kdgraph.curate.linting",
    "EXPORTS": "kdgraph.export",
    "bibtex_text": "kdgraph.export.bibtex",
    "ReadingPlan": "kdgraph.export.reading_plan",
    "reading_plan": "kdgraph.export.reading_plan",
    "related_work_table": "kdgraph.export.related_work",
    "FIGURES": "kdgraph.figures",
    "Choices": "kdgraph.figures.canvas.choices",
    "read_choices": "kdgraph.figures.canvas.choices",
    "Drawing": "kdgraph.figures.canvas.drawing",
    "check_width": "kdgraph.figures.canvas.page",
    "MadeFigures": "kdgraph.figures.canvas.making",
    "draw": "kdgraph.figures.canvas.making",
    "inches": "kdgraph.figures.canvas.making",
    "make_figures": "kdgraph.figures.canvas.making",
    "InteractivePicture": "kdgraph.figures.interactive.picture",
    "interactive_picture": "kdgraph.figures.interactive.picture",
    "LatexPack": "kdgraph.figures.latex.pack",
    "make_pack": "kdgraph.figures.latex.pack",
    "Verification": "kdgraph.figures.canvas.verifying",
    "Verifications": "kdgraph.figures.canvas.verifying",
    "verify": "kdgraph.figures.canvas.verifying",
    "verify_all": "kdgraph.figures.canvas.verifying",
    "AuthorGraph": "kdgraph.graph.authors",
    "author_graph": "kdgraph.graph.authors",
    "CitationGraph": "kdgraph.graph.citation",
    "citation_graph": "kdgraph.graph.citation",
    "CycleCut": "kdgraph.analysis.lineage.cuts",
    "cut_cycles": "kdgraph.analysis.lineage.cuts",
    "MainPath": "kdgraph.analysis.lineage.main_path",
    "main_path": "kdgraph.analysis.lineage.main_path",
    "ReadingOrder": "kdgraph.analysis.lineage.reading_order",
    "reading_order": "kdgraph.analysis.lineage.reading_order",
    "RobustCore": "kdgraph.analysis.lineage.robust_core",
    "robust_core": "kdgraph.analysis.lineage.robust_core",
    "SectionPath": "kdgraph.analysis.lineage.section_paths",
    "section_path": "kdgraph.analysis.lineage.section_paths",
    "PaperCard": "kdgraph.graph.card",
    "paper_card": "kdgraph.graph.card",
    "semantic_scholar": "kdgraph.pipeline.semantic_scholar",
    "BuildProgress": "kdgraph.pipeline.build",
    "current_list": "kdgraph.pipeline.source",
    "list_file": "kdgraph.pipeline.source",
    "unified_diff": "kdgraph.curate.patches",
    "build": "kdgraph.pipeline.build",
    "BuildReport": "kdgraph.pipeline.report",
    "ExtractReport": "kdgraph.pipeline.report",
    "extract": "kdgraph.pipeline.extract",
    "ListDocument": "kdgraph.lists",
    "read_list": "kdgraph.lists",
    "Reading": "kdgraph.lists",
    "check_reading": "kdgraph.lists",
    "Summary": "kdgraph.pipeline.summary",
    "summarise": "kdgraph.pipeline.summary",
    "Data": "kdgraph.graph.data",
    "embedded": "kdgraph.graph.data",
    "open": "kdgraph.graph.data",
    "PaperNote": "kdgraph.graph.reading_notes",
    "ReadingNotes": "kdgraph.graph.reading_notes",
    "annotate": "kdgraph.graph.annotating",
    "read_notes": "kdgraph.graph.annotating",
    "Scope": "kdgraph.graph.scope",
    "Snapshot": "kdgraph.graph.snapshot",
    "MEASURES": "kdgraph.analysis.influence",
    "Plugin": "kdgraph.registry",
    "Registry": "kdgraph.registry",
    "Explanation": "kdgraph.analysis.influence.explaining",
    "explain": "kdgraph.analysis.influence.explaining",
    "Ranking": "kdgraph.analysis.influence.ranking",
    "rank": "kdgraph.analysis.influence.ranking",
    "PaperSource": "kdgraph.sources.reading",
    "read_source": "kdgraph.sources.reading",
    "Spectrum": "kdgraph.analysis.influence.spectroscopy",
    "CoCited": "kdgraph.pipeline.whole",
    "WholeRanking": "kdgraph.pipeline.whole",
    "WholeSource": "kdgraph.pipeline.whole",
    "co_cited_in_whole": "kdgraph.pipeline.whole",
    "rank_in_whole": "kdgraph.pipeline.whole",
    "rpys": "kdgraph.analysis.influence.spectroscopy",
    "PulledRelease": "kdgraph.pipeline.datasets",
    "Releases": "kdgraph.pipeline.datasets",
    "UpdatedRelease": "kdgraph.pipeline.datasets",
    "dataset_releases": "kdgraph.pipeline.datasets",
    "pull_datasets": "kdgraph.pipeline.datasets",
    "update_datasets": "kdgraph.pipeline.datasets",
}


if not TYPE_CHECKING:  # else every misspelt name would pass for an object

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'kdgraph' has no attribute {name!r}")
        home = _HOMES.get(name, "kdgraph.errors")
        member: object = getattr(import_module(home), name)
        globals()[name] = member
        return member


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
