r"""The part of TeX that turns code into what is printed: files, macros and conditionals.

It follows ``\input`` and its kin, expands the author's own macros, decides ``\if...`` where that
can be known from the code, and leaves out comments and what is printed as it stands (verbatim).
Sources come from strangers: every loop is bounded, and what is cut is told in `losses`.
"""

# ruff: noqa: ARG002 - the handlers of commands have one signature

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kdgraph.lists.text import words
from kdgraph.sources.files import Limits, Losses, SourceFiles
from kdgraph.sources.tokens import (
    BLANK,
    CLOSE,
    COMMAND,
    EVENT,
    MATH,
    OPEN,
    PARAGRAPH,
    PARAMETER,
    SIGN,
    WORDS,
    Lexer,
    Token,
    characters,
    source_of,
)

__all__ = ["END_OF_FILE", "VERBATIM", "Expander", "Macro"]

END_OF_FILE: Final = "end of file"

VERBATIM: Final = words(
    """
    verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim SaveVerbatim lstlisting minted
    comment filecontents filecontents* VerbatimOut spverbatim verbatimtab listing* tcblisting
    tcblisting* pycode sagesilent asy asydef luacode luacode* python Sinput Soutput Schunk
    htmlonly rawhtml lilypond dot2tex code codeblock PythonCode pyverbatim
    """
)
"""Environments whose inside is no TeX; ``code`` and its like only where nobody defines them."""
_WITH_ALIASES: Final = frozenset({"lstlisting", "minted", "tcblisting", "listing*", "code"})

# what TeX and LaTeX know as conditionals, with the value that holds where a paper is printed
_CONDITIONALS: Final = {
    **dict.fromkeys(
        words(
            """
    iftrue ifpdf ifPDFTeX ifpdftex CLASSINFOpdf ifhmode
    """
        ),
        True,
    ),
    **dict.fromkeys(
        words(
            """
    iffalse ifxetex ifluatex ifXeTeX ifLuaTeX ifmmode ifvmode ifinner ifdim ifeof ifvoid ifhbox
    ifvbox iffontchar ifcat ifincsname ifptex ifuptex ifetex ifVTeX ifTUTeX ifluahbtex
    """
        ),
        False,
    ),
}
_COMPARING: Final = frozenset({"if", "ifx", "ifnum", "ifodd", "ifcase", "ifdefined", "ifcsname"})
# their names begin like those of conditionals; what they decide between are arguments
_NO_CONDITIONALS: Final = words(
    """
    iff ifthenelse ifbool iftoggle ifdef ifundef ifcsdef ifcsundef ifdefempty ifdefvoid
    ifdefequal ifdefstring ifdefstrequal ifstrequal ifstrempty ifblank ifnumcomp ifnumequal
    ifnumless ifnumgreater ifnumodd ifdimcomp ifboolexpr ifboolexpe ifinlist ifinlistcs
    iffieldundef ifpackageloaded ifentrytype ifkeyword ifcurrentfield iflanguage ifdefmacro
    ifdraft ifoptiondraft iflabelexists ifnotblank iffirstinit iflistundef ifcsstring ifcsempty
    ifcsvoid ifnameundef ifciteseen ifciteibid ifoptionfinal iffieldequalstr ifsingletitle
    ifcitation
    """
)
_DEFINING: Final = words(
    """
    newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd renewrobustcmd
    providerobustcmd newcommandx renewcommandx providecommandx
    """
)
_DOCUMENT_COMMANDS: Final = frozenset(
    {
        *("NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand"),
        *("DeclareDocumentCommand", "NewExpandableDocumentCommand"),
        *("DeclareExpandableDocumentCommand", "RenewExpandableDocumentCommand"),
    }
)
_ENVIRONMENTS: Final = frozenset({"newenvironment", "renewenvironment", "provideenvironment"})
_DOCUMENT_ENVIRONMENTS: Final = frozenset(
    {
        *("NewDocumentEnvironment", "RenewDocumentEnvironment", "DeclareDocumentEnvironment"),
        "ProvideDocumentEnvironment",
    }
)
_NUMBER: Final = re.compile(r"\s*(-?\d+)\s*([<=>])\s*(-?\d+)")
_NO_TEXT: Final = re.compile(
    r"(?i)\.(?:png|jpe?g|pdf|e?ps|svg|gif|csv|dat|txt|pgf|tikz|table|out|aux|toc|lof|lot)$"
)
_LONGEST_VERB: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Parameter:
    r"""How a macro takes one argument.

    `kind`: "m" an argument, "o" one in brackets, "s" a star, "t" a given character, "d" one
    between two given characters, "until" everything up to the tokens `until`.
    """

    kind: str
    default: tuple[Token, ...] | None = None
    until: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Macro:
    """What the author made a command stand for."""

    parameters: tuple[_Parameter, ...]
    body: tuple[Token, ...]
    lead: tuple[Token, ...] = ()


_Frame: TypeAlias = "Lexer | list[Token]"


class _Cut(Exception):  # noqa: N818 - control flow within this module, never seen outside
    """An argument does not end where it could be read."""


class Expander:
    r"""Reads a document token by token, as it is printed.

    Parameters
    ----------
    files : SourceFiles
        The files that ``\input`` and its kin may name.
    losses : Losses
        Where to note what is lost.
    native : collection of str
        Commands and environments whose meaning the reader knows: no definition of theirs counts.
    """

    def __init__(
        self, files: SourceFiles, losses: Losses, native: Collection[str], limits: Limits
    ) -> None:
        self._files = files
        self._losses = losses
        self._native = native
        self._limits = limits
        self._frames: list[_Frame] = []
        self.macros: dict[str, Macro] = {}
        self._environments: dict[str, tuple[Macro, tuple[Token, ...]]] = {}
        self._opened: list[tuple[str, list[list[Token]]]] = []
        self.aliases: dict[str, str] = {}
        self.switches: dict[str, bool] = {}
        self._conditions: list[str] = []
        self._spent = 0  # tokens that macros have made
        self._spent_here = 0  # since the last token that stands in a file
        self._origin = ""
        self._inputs = 0
        self._restored = 0
        self._failed = 0
        self._only: frozenset[str] | None = None
        self._verbatim = set(VERBATIM)
        self.opened_files: list[str] = []
        self.options: set[str] = set()  # of the class and of packages
        self.in_preamble = True
        self._at = False  # whether @ is a letter, in all files that are open
        self._handlers: dict[str, Callable[[str, int], Token | None]] = self._made_handlers()

    # --- tokens as they stand ---------------------------------------------------------------

    def open(self, name: str, *, at_letter: bool = False) -> bool:
        """Read on in a file, then where we are; False where that cannot be."""
        text = self._files.text(name)
        if text is None:
            return False
        if name not in self.opened_files:
            self.opened_files.append(name)
        own = at_letter or name.endswith((".sty", ".cls", ".bbl"))
        self._frames.append(
            Lexer(text, self._files.number(name), at_letter=own or self._at, name=name)
        )
        return True

    def push(self, tokens: Iterable[Token]) -> None:
        """Read these tokens next."""
        frame = list(tokens)
        if frame:
            frame.reverse()
            # finished frames go, else a macro that ends in itself would pile them up
            while self._frames and self._frames[-1] == []:
                self._frames.pop()
            self._frames.append(frame)

    def raw(self) -> Token | None:
        """Return the next token as it stands, None at the end of everything."""
        while self._frames:
            frame = self._frames[-1]
            if isinstance(frame, list):
                if frame:
                    return frame.pop()
                self._frames.pop()
                continue
            self._spent_here = 0
            token = frame.next()
            if token is not None:
                return token
            self._frames.pop()
            return EVENT, END_OF_FILE, (frame.number << 32) + len(frame.text)
        return None

    def _after_blanks(self) -> Token | None:
        token = self.raw()
        while token is not None and token[0] == BLANK:
            token = self.raw()
        return token

    def peek(self) -> Token | None:
        """Return the next token behind blanks, without taking it; the blanks go."""
        token = self._after_blanks()
        if token is not None:
            self.push([token])
        return token

    def argument(self) -> list[Token] | None:
        """Take an argument, without its braces; None where there is none."""
        token = self._after_blanks()
        if token is None:
            return None
        kind, text, at = token
        if kind == OPEN:
            try:
                return self._balanced(token)
            except _Cut:
                return None
        if kind in (CLOSE, PARAGRAPH, EVENT):
            self.push([token])
            return None
        if kind == WORDS and len(text) > 1:
            self.push([(WORDS, text[1:], at + 1)])
            return [(WORDS, text[0], at)]
        return [token]

    def braced(self) -> list[Token] | None:
        """Take an argument if it is in braces."""
        token = self.peek()
        return self.argument() if token is not None and token[0] == OPEN else None

    def _most_tokens(self, most: int) -> int:
        """Return how far to look for an end; in vain many times over would take for ever."""
        return most if self._failed < 10 else min(most, 500 if self._failed < 100 else 60)

    def _balanced(self, opening: Token) -> list[Token]:
        """Take tokens up to the brace that closes."""
        taken: list[Token] = []
        depth = 1
        most = self._most_tokens(self._limits.argument)
        while True:
            token = self.raw()
            if token is None or token[0] == EVENT or len(taken) > most:
                self._failed += 1
                self._losses.add("broken TeX", "a brace that is not closed", opening[2])
                self.push([*taken, *([token] if token is not None else [])])
                raise _Cut
            kind = token[0]
            if kind == OPEN:
                depth += 1
            elif kind == CLOSE:
                depth -= 1
                if depth == 0:
                    return taken
            taken.append(token)

    def optional(self, opening: str = "[", closing: str = "]") -> list[Token] | None:
        """Take an argument between brackets, if one begins here."""
        token = self._after_blanks()
        if token is None:
            return None
        kind, text, at = token
        if kind != WORDS or not text.startswith(opening):
            self.push([token])
            return None
        taken: list[Token] = []
        most = self._most_tokens(20_000)
        depth = nested = 0
        if len(text) > 1:
            self.push([(WORDS, text[1:], at + 1)])
        while True:
            found = self.raw()
            if (
                found is None
                or found[0] == EVENT
                or len(taken) > most
                or (found[0] == CLOSE and depth == 0)
                or (found[0] == PARAGRAPH and depth == 0)
            ):
                # no argument after all: the bracket is printed
                self._failed += len(taken) > 100
                rest = [(WORDS, opening, at), *taken]
                self.push([*rest, *([found] if found is not None else [])])
                return None
            if found[0] == OPEN:
                depth += 1
            elif found[0] == CLOSE:
                depth -= 1
            elif found[0] == WORDS and depth == 0:
                chars = found[1]
                for place, char in enumerate(chars):
                    if char == closing and nested == 0:
                        if place:
                            taken.append((WORDS, chars[:place], found[2]))
                        if place + 1 < len(chars):
                            self.push([(WORDS, chars[place + 1 :], found[2] + place + 1)])
                        return taken
                    nested += (char == opening) - (char == closing)
            taken.append(found)

    def star(self, char: str = "*") -> bool:
        """Take a star, if one stands here."""
        token = self.raw()
        if token is None:
            return False
        if token[0] == WORDS and token[1].startswith(char):
            if len(token[1]) > 1:
                self.push([(WORDS, token[1][1:], token[2] + 1)])
            return True
        self.push([token])
        return False

    def plain(self, tokens: Sequence[Token] | None, depth: int = 0) -> str:
        """Return tokens as the plain text of a name: of a file, a key, an environment."""
        parts: list[str] = []
        for kind, text, _ in tokens or ():
            if kind in (WORDS, SIGN, PARAMETER, MATH):
                parts.append(text)
            elif kind in (BLANK, PARAGRAPH):
                parts.append(" ")
            elif kind == COMMAND:
                macro = self.macros.get(text)
                if macro is not None and not macro.parameters and depth < 8:
                    if len(macro.body) < 200:
                        parts.append(self.plain(macro.body, depth + 1))
                elif text in ("_", "&", "%", "#", "$", " "):
                    parts.append(text)
                elif text == "jobname":
                    parts.append(posixpath.splitext(posixpath.basename(self._files.main))[0])
                elif text not in ("detokenize", "string", "protect", "relax", "unskip", "space"):
                    parts.append(f"\\{text}")
        return "".join(parts)

    # --- tokens as they are printed ---------------------------------------------------------

    def next(self) -> Token | None:
        """Return the next token behind all that is expanded, None at the end."""
        while True:
            token = self.raw()
            if token is None or token[0] != COMMAND:
                return token
            name, at = token[1], token[2]
            handler = self._handlers.get(name)
            if handler is not None and not (handler == self._nothing and name in self.macros):
                made = handler(name, at)
                if made is not None:
                    return made
                continue
            if name in self._native:
                return token
            macro = self.macros.get(name)
            if macro is not None:
                self._expand(name, macro, at)
                continue
            if name in self.aliases:
                return COMMAND, self.aliases[name], at
            if self._is_conditional(name):
                self._condition(name, at)
                continue
            return token

    def _expand(self, name: str, macro: Macro, at: int) -> None:
        if self._spent_here == 0:
            self._origin = name
        self._spent_here += 1
        arguments = self._arguments(macro)
        if arguments is None:
            if not self.in_preamble:
                self._losses.add("broken TeX", f"\\{name} without its arguments", at)
            return
        made = _filled(macro.body, arguments, at)
        cost = 1 + len(made) - sum(map(len, arguments))
        self._spent += max(cost, 1)
        self._spent_here += max(cost, 1)
        if self._spent > self._limits.expansion:
            self._losses.add("cut by a limit", "all macros: they stand for too much text", at)
            self.macros.clear()
            self._environments.clear()
            self._drop_lists()
            return
        if self._spent_here > self._limits.macro or len(self._frames) > self._limits.depth:
            self._losses.add("cut by a limit", f"\\{self._origin} stands for too much text", at)
            self.macros.pop(self._origin, None)
            self.macros.pop(name, None)
            self._drop_lists()
            return
        self.push(made)

    def _drop_lists(self) -> None:
        """Drop what macros have made and nobody has read yet."""
        while self._frames and isinstance(self._frames[-1], list):
            self._frames.pop()
        self._spent_here = 0

    def _arguments(self, macro: Macro) -> list[list[Token]] | None:
        if macro.lead and not self._passes(macro.lead):
            return None
        arguments: list[list[Token]] = []
        for parameter in macro.parameters:
            argument: list[Token] | None
            if parameter.kind == "m":
                argument = self.argument()
                if argument is None:
                    return None
            elif parameter.kind == "o":
                argument = self.optional()
                if argument is None:
                    argument = list(parameter.default or ())
            elif parameter.kind in ("s", "t"):
                given = parameter.until[0][1] if parameter.until else "*"
                argument = [(WORDS, "*", 0)] if self.star(given) else []
            elif parameter.kind == "d":
                argument = self.optional(parameter.until[0][1], parameter.until[1][1])
                if argument is None:
                    argument = list(parameter.default or ())
            else:
                argument = self._until(parameter.until)
                if argument is None:
                    return None
            arguments.append(argument)
        return arguments

    def _passes(self, lead: Sequence[Token]) -> bool:
        for wanted in lead:
            token = self._single()
            if token is None or token[:2] != wanted[:2]:
                if token is not None:
                    self.push([token])
                return False
        return True

    def _single(self) -> Token | None:
        token = self.raw()
        if token is not None and token[0] == WORDS and len(token[1]) > 1:
            self.push([(WORDS, token[1][1:], token[2] + 1)])
            return WORDS, token[1][0], token[2]
        return token

    def _until(self, end: Sequence[Token]) -> list[Token] | None:
        wanted = [token[:2] for token in end]
        taken: list[Token] = []
        depth = 0
        while True:
            token = self._single()
            if token is None or token[0] == EVENT or len(taken) > self._limits.argument:
                self.push([*taken, *([token] if token is not None else [])])
                return None
            depth += (token[0] == OPEN) - (token[0] == CLOSE)
            taken.append(token)
            if (
                depth == 0
                and token[:2] == wanted[-1]
                and [one[:2] for one in taken[-len(wanted) :]] == wanted
            ):
                del taken[-len(wanted) :]
                inner = taken[1:-1]
                if taken and taken[0][0] == OPEN and taken[-1][0] == CLOSE and _one(inner):
                    return inner
                return taken

    # --- definitions ------------------------------------------------------------------------

    def _made_handlers(self) -> dict[str, Callable[[str, int], Token | None]]:
        return {
            **dict.fromkeys(_DEFINING, self._newcommand),
            **dict.fromkeys(_DOCUMENT_COMMANDS, self._document_command),
            **dict.fromkeys(_ENVIRONMENTS, self._newenvironment),
            **dict.fromkeys(_DOCUMENT_ENVIRONMENTS, self._document_environment),
            **dict.fromkeys(("def", "gdef", "edef", "xdef"), self._def),
            **dict.fromkeys(("let", "LetLtxMacro"), self._let),
            **dict.fromkeys(("newif", "newboolean", "provideboolean", "newbool"), self._newif),
            **dict.fromkeys(("newtoggle", "providetoggle", "providebool"), self._newif),
            **dict.fromkeys(("setboolean", "setbool", "settoggle"), self._set_switch),
            **dict.fromkeys(("booltrue", "toggletrue"), self._switch_on),
            **dict.fromkeys(("boolfalse", "togglefalse"), self._switch_off),
            **dict.fromkeys(("input", "include", "subfile", "subfileinclude"), self._input),
            **dict.fromkeys(("@input", "@@input", "InputIfFileExists"), self._input),
            **dict.fromkeys(
                words(
                    """
    import subimport inputfrom includefrom subinputfrom subincludefrom
    """
                ),
                self._import,
            ),
            **dict.fromkeys(("usepackage", "RequirePackage", "documentclass"), self._package),
            **dict.fromkeys(("LoadClass", "documentstyle"), self._package),
            "includeonly": self._includeonly,
            "@partswfalse": self._all_included,
            "makeatletter": self._at_letter,
            "makeatother": self._at_letter,
            "csname": self._csname,
            "begin": self._begin,
            "end": self._end,
            "verb": self._verb,
            "lstinline": self._verb,
            "mintinline": self._verb,
            "ifthenelse": self._ifthenelse,
            "else": self._else,
            "or": self._else,
            "fi": self._fi,
            "repeat": self._fi,  # \\let\\repeat=\\fi ends a \\loop
            "endinput": self._endinput,
            **dict.fromkeys(
                words(
                    """
    expandafter noexpand protect global long outer relax
    """
                ),
                self._nothing,
            ),
            **dict.fromkeys(
                ("unexpanded", "protected", "ignorespaces", "leavevmode"), self._nothing
            ),
            **dict.fromkeys(("@ifstar", "IfBooleanTF", "IfBooleanT", "IfBooleanF"), self._choose),
            **dict.fromkeys(("IfValueTF", "IfNoValueTF", "IfValueT", "IfNoValueT"), self._choose),
            **dict.fromkeys(("@ifnextchar", "@ifundefined", "IfFileExists"), self._choose),
            **dict.fromkeys(("ifbool", "iftoggle", "notbool", "nottoggle"), self._choose),
            **dict.fromkeys(("ifdef", "ifundef", "ifdefempty", "ifdefvoid"), self._choose),
            **dict.fromkeys(("ifstrequal", "ifstrempty", "ifblank", "ifnotblank"), self._choose),
            **dict.fromkeys(("@firstoftwo", "@secondoftwo", "ifcsdef", "ifcsundef"), self._choose),
            **dict.fromkeys(
                ("excludecomment", "lstnewenvironment", "newminted", "newtcblisting"),
                self._new_verbatim,
            ),
            **dict.fromkeys(("DefineVerbatimEnvironment", "newverbatim"), self._new_verbatim),
            "includecomment": self._includecomment,
        }

    def _nothing(self, name: str, at: int) -> Token | None:
        return None

    def _name_to_define(self) -> str | None:
        token = self._after_blanks()
        if token is None:
            return None
        if token[0] == OPEN:
            try:
                inner = [one for one in self._balanced(token) if one[0] == COMMAND]
            except _Cut:
                return None
            return inner[0][1] if inner else None
        if token[0] == COMMAND:
            if token[1] == "csname":
                return self._csname_text()
            return token[1]
        self.push([token])
        return None

    def _define(self, name: str | None, macro: Macro, *, provided: bool = False) -> None:
        if name is None or (provided and name in self.macros):
            return
        self.macros[name] = macro
        self.aliases.pop(name, None)

    def _newcommand(self, name: str, at: int) -> Token | None:
        self.star()
        target = self._name_to_define()
        count = self.plain(self.optional()).strip()
        number = int(count) if re.fullmatch(r"[0-9]", count) else 0
        parameters = [_Parameter("m")] * number
        default = self.optional() if number else None
        if default is not None:
            parameters[0] = _Parameter("o", tuple(default))
            if name.endswith("x"):  # xargs: which arguments may be left out stands in the option
                given = re.findall(r"(\d)=", self.plain(default))
                parameters = [
                    _Parameter("o" if str(n + 1) in given else "m") for n in range(number)
                ]
        body = self.argument()
        if body is not None:
            macro = Macro(tuple(parameters), _body(body))
            self._define(target, macro, provided=name.startswith("provide"))
        return None

    def _document_command(self, name: str, at: int) -> Token | None:
        target = self._name_to_define()
        specification = self.argument()
        body = self.argument()
        if specification is not None and body is not None:
            macro = Macro(_specified(specification), _body(body))
            self._define(target, macro, provided=name.startswith("Provide"))
        return None

    def _newenvironment(self, name: str, at: int) -> Token | None:
        self.star()
        target = self.plain(self.argument()).strip()
        count = self.plain(self.optional()).strip()
        number = int(count) if re.fullmatch(r"[0-9]", count) else 0
        default = self.optional() if number else None
        parameters = [_Parameter("m")] * number
        if default is not None:
            parameters[0] = _Parameter("o", tuple(default))
        begin, end = self.argument(), self.argument()
        if begin is not None and end is not None:
            self._define_environment(target, Macro(tuple(parameters), _body(begin)), end)
        return None

    def _document_environment(self, name: str, at: int) -> Token | None:
        target = self.plain(self.argument()).strip()
        specification = self.argument()
        begin, end = self.argument(), self.argument()
        if specification is not None and begin is not None and end is not None:
            self._define_environment(target, Macro(_specified(specification), _body(begin)), end)
        return None

    def _define_environment(self, name: str, begin: Macro, end: Sequence[Token]) -> None:
        self._verbatim.discard(name)
        for kind, text, _ in begin.body:
            if kind == COMMAND and text in ("comment", "VerbatimEnvironment", "verbatim"):
                self._verbatim.add(name)  # \newenvironment{hide}{\comment}{\endcomment}
                return
        self._environments[name] = (begin, _body(end))

    def _def(self, name: str, at: int) -> Token | None:
        target = self._name_to_define()
        pattern: list[Token] = []
        while True:
            token = self.raw()
            if token is None or token[0] in (PARAGRAPH, EVENT) or len(pattern) > 200:
                self._losses.add("broken TeX", f"\\{name} without a body", at)
                return None
            if token[0] == OPEN:
                break
            pattern.append(token)
        try:
            body = self._balanced(token)
        except _Cut:
            return None
        lead: list[Token] = []
        parameters: list[_Parameter] = []
        rest = characters(_body(pattern))
        while rest and rest[0][0] != PARAMETER:
            lead.append(rest.pop(0))
        while rest:
            rest.pop(0)
            until: list[Token] = []
            while rest and rest[0][0] != PARAMETER:
                until.append(rest.pop(0))
            parameters.append(_Parameter("until", None, tuple(until)) if until else _Parameter("m"))
        self._define(target, Macro(tuple(parameters), _body(body), tuple(lead)))
        return None

    def _let(self, name: str, at: int) -> Token | None:
        target = self._name_to_define()
        token = self._after_blanks()
        if token is not None and token[0] == WORDS and token[1].startswith("="):
            if len(token[1]) > 1:
                self.push([(WORDS, token[1][1:], token[2] + 1)])
            token = self._after_blanks()
        if token is None or target is None:
            return None
        if token[0] == OPEN and name == "LetLtxMacro":
            self.push([token])
            meant = self._name_to_define()
            token = (COMMAND, meant or "", at)
        if token[0] != COMMAND:
            if token[0] != OPEN:  # \let\bgroup={ stands for the brace itself
                self.macros[target] = Macro((), (token,))
            return None
        meant = token[1]
        if meant in ("iftrue", "iffalse"):
            self.switches[target] = meant == "iftrue"
        elif meant in self.macros and meant not in self._native:
            self.macros[target] = self.macros[meant]
        elif target not in self._native:
            self.macros.pop(target, None)
            meant = self.aliases.get(meant, meant)
            if meant != target:
                self.aliases[target] = meant
        return None

    # --- switches and conditionals ----------------------------------------------------------

    def _newif(self, name: str, at: int) -> Token | None:
        if name == "newif":
            target = self._name_to_define()
            switch = target.removeprefix("if") if target else ""
        else:
            switch = self.plain(self.argument()).strip()
            self.optional()
        if switch:
            self.switches[f"if{switch}"] = False
        return None

    def _set_switch(self, name: str, at: int) -> Token | None:
        switch = self.plain(self.argument()).strip()
        value = self.plain(self.argument()).strip()
        self.switches[f"if{switch}"] = value == "true"
        return None

    def _switch_on(self, name: str, at: int) -> Token | None:
        self.switches[f"if{self.plain(self.argument()).strip()}"] = True
        return None

    def _switch_off(self, name: str, at: int) -> Token | None:
        self.switches[f"if{self.plain(self.argument()).strip()}"] = False
        return None

    def _is_conditional(self, name: str) -> bool:
        """Tell whether a command is a conditional, or sets a switch of the author's."""
        if name in self.switches or name in _CONDITIONALS or name in _COMPARING:
            return True
        if name.endswith("true") and f"if{name[:-4]}" in self.switches:
            return True
        if name.endswith("false") and f"if{name[:-5]}" in self.switches:
            return True
        return name.startswith("if") and len(name) > 2 and name not in _NO_CONDITIONALS

    def _opens(self, name: str) -> bool:
        if name in self.switches or name in _CONDITIONALS or name in _COMPARING:
            return True
        known = name in self.macros or name in self._native or name in _NO_CONDITIONALS
        return name.startswith("if") and len(name) > 2 and not known

    def _condition(self, name: str, at: int) -> None:
        if name not in self.switches:
            for ending in ("true", "false"):
                if name.endswith(ending) and f"if{name.removesuffix(ending)}" in self.switches:
                    self.switches[f"if{name.removesuffix(ending)}"] = ending == "true"
                    return
        if name not in self.switches and name not in _CONDITIONALS and name not in _COMPARING:
            following = self.raw()
            if following is not None:
                self.push([following])
                if following[0] == OPEN:  # biblatex and others decide between two arguments
                    chosen = self.argument()
                    self.braced()
                    self.push(chosen or ())
                    return
        value = self._value(name)
        if isinstance(value, bool):
            if value:
                self._conditions.append("true")
            else:
                self._skip(at, to_else=True)
            return
        for _ in range(value):
            if self._skip(at, to_else=True, stop_at_or=True) != "or":
                return
        if value == 0:
            self._conditions.append("true")

    def _value(self, name: str) -> bool | int:
        """Return whether a condition holds, or the number of the case."""
        if name in self.switches:
            return self.switches[name]
        if name == "ifdefined":
            token = self._after_blanks()
            return token is not None and (token[1] in self.macros or token[1] in self._native)
        if name == "ifcsname":
            defined = self._csname_text("endcsname")
            return defined in self.macros or defined in self._native
        if name == "ifx":
            return self._same_meaning()
        if name == "if":
            first, second = self._character(), self._character()
            return first == second and first is not None
        if name == "ifnum":
            taken = self._up_to_number()
            found = _NUMBER.match(taken)
            if found is None:
                return False
            left, right = int(found[1][:9]), int(found[3][:9])
            return {"<": left < right, "=": left == right, ">": left > right}[found[2]]
        if name in ("ifcase", "ifodd"):
            token = self._after_blanks()
            digits = re.match(r"\d{1,3}", token[1]) if token and token[0] == WORDS else None
            if token is not None and digits is not None and len(token[1]) > digits.end():
                rest = token[1][digits.end() :]
                self.push([(WORDS, rest, token[2] + digits.end())])
            number = int(digits[0]) if digits else 0
            return number % 2 == 1 if name == "ifodd" else min(number, 50)
        return _CONDITIONALS.get(name, False)

    def _same_meaning(self) -> bool:
        first, second = self._after_blanks(), self._single()
        if first is not None and first[0] == WORDS and len(first[1]) > 1:
            if second is not None:
                self.push([second])
            self.push([(WORDS, first[1][1:], first[2] + 1)])
            first, second = (WORDS, first[1][0], first[2]), self._single()
        if second is not None and second[0] == BLANK:
            second = self._single()
        if first is None or second is None:
            return False
        if first[:2] == second[:2]:
            return True
        if first[0] != COMMAND or second[0] != COMMAND:
            return False
        names = [first[1], second[1]]
        undefined = {"undefined", "@undefined", "relax", "@@undefined"}
        if undefined & set(names):
            other = names[1] if names[0] in undefined else names[0]
            return other not in self.macros and other not in self._native
        bodies = [() if name in ("empty", "@empty") else self._meaning(name) for name in names]
        return bodies[0] is not None and bodies[0] == bodies[1]

    def _meaning(self, name: str) -> tuple[tuple[int, str], ...] | None:
        macro = self.macros.get(name)
        return None if macro is None else tuple(token[:2] for token in macro.body[:200])

    def _character(self) -> str | None:
        token = self._after_blanks()
        for _ in range(5):
            if token is None:
                return None
            if token[0] == COMMAND and token[1] in self.macros:
                macro = self.macros[token[1]]
                if macro.parameters:
                    return None
                self.push(macro.body)
                token = self._after_blanks()
                continue
            if token[0] == WORDS:
                if len(token[1]) > 1:
                    self.push([(WORDS, token[1][1:], token[2] + 1)])
                return token[1][0]
            return f"\\{token[1]}"
        return None

    def _up_to_number(self) -> str:
        """Take what stands up to the number behind a relation."""
        taken = ""
        for _ in range(12):
            token = self.raw()
            if token is None or token[0] in (PARAGRAPH, EVENT):
                if token is not None:
                    self.push([token])
                break
            if token[0] == COMMAND and token[1] in self.macros:
                macro = self.macros[token[1]]
                taken += self.plain(macro.body) if not macro.parameters else "?"
            elif token[0] == COMMAND:
                taken += "?"
                if token[1] in ("fi", "else", "or"):
                    self.push([token])
                    break
            else:
                taken += token[1]
                relation = re.search(r"[<=>]\s*-?\d+", taken)
                if token[0] == WORDS and relation is not None:
                    rest = taken[relation.end() :]
                    if rest:
                        self.push([(WORDS, rest, token[2] + len(token[1]) - len(rest))])
                        return taken[: relation.end()]
                    return taken
            if re.search(r"[<=>]\s*\?+$", taken):
                break
        return taken

    def _skip(self, at: int, *, to_else: bool, stop_at_or: bool = False) -> str:
        """Leave out what a condition excludes; return what it ended at."""
        frame = self._frames[-1] if self._frames else None
        start = frame.position if isinstance(frame, Lexer) else -1
        depth = 0
        while True:
            token = self.raw()
            if token is None or token[0] == EVENT:
                self._losses.add("broken TeX", "a condition without its \\fi", at)
                if isinstance(frame, Lexer) and start >= 0 and self._restored < 10:
                    # what it would hide is the rest of the file: rather read it
                    self._restored += 1
                    frame.position = start
                    if not any(frame is one for one in self._frames):
                        self._frames.append(frame)
                elif token is not None and token[1] != END_OF_FILE:
                    self.push([token])
                return "end"
            if token[0] != COMMAND:
                continue
            name = token[1]
            if name in ("fi", "repeat"):
                if depth == 0:
                    return "fi"
                depth -= 1
            elif depth == 0 and name == "else" and to_else:
                self._conditions.append("else")
                return "else"
            elif depth == 0 and name == "or" and stop_at_or:
                self._conditions.append("true")
                return "or"
            elif self._opens(name):
                following = self.raw()
                if following is not None:
                    self.push([following])
                known = name in self.switches or name in _CONDITIONALS or name in _COMPARING
                depth += known or following is None or following[0] != OPEN

    def _else(self, name: str, at: int) -> Token | None:
        if self._conditions:
            self._conditions.pop()
            self._skip(at, to_else=False)
            return None
        return None

    def _fi(self, name: str, at: int) -> Token | None:
        if self._conditions:
            self._conditions.pop()
        return None

    def _ifthenelse(self, name: str, at: int) -> Token | None:
        test, then, otherwise = self.argument(), self.argument(), self.argument()
        chosen = then if test is not None and self._holds(test) else otherwise
        self.push(chosen or ())
        return None

    def _holds(self, test: Sequence[Token]) -> bool:
        source = source_of(test)
        negated = re.match(r"\s*\\(?:NOT|not)\b", source) is not None
        value = False
        if found := re.search(r"\\boolean\s*\{([^{}]*)\}", source):
            value = self.switches.get(f"if{found[1].strip()}", False)
        elif found := re.search(r"\\equal\s*\{([^{}]*)\}\s*\{([^{}]*)\}", source):
            sides = [self.plain(list(_lexed(side))).strip() for side in found.groups()]
            value = sides[0] == sides[1]
        elif found := _NUMBER.search(source):
            left, right = int(found[1][:9]), int(found[3][:9])
            value = {"<": left < right, "=": left == right, ">": left > right}[found[2]]
        elif found := re.search(r"\\isundefined\s*\\(\w+)", source):
            value = found[1] not in self.macros
        return value != negated

    def _choose(self, name: str, at: int) -> Token | None:
        """Take the arguments of a command that prints one of two."""
        if name in ("@ifstar", "@ifnextchar"):
            # what is tested follows both arguments
            wanted = self._single() if name == "@ifnextchar" else None
            then, otherwise = self.argument(), self.argument()
            if wanted is None:
                value = self.star()
            else:
                following = self.peek()
                value = following is not None and following[0] == wanted[0]
                value = value and following is not None and following[1].startswith(wanted[1])
            self.push((then if value else otherwise) or ())
            return None
        if name in ("@firstoftwo", "@secondoftwo"):
            value = name == "@firstoftwo"
        elif name in ("ifstrequal",):
            value = self.plain(self.argument()).strip() == self.plain(self.argument()).strip()
        else:
            value = self._tested(name, self.argument() or [])
        first = self.argument()
        second = self.argument() if name.endswith("TF") or not name.startswith("If") else None
        if name == "IfFileExists":
            second = self.argument()
        if name.endswith("F") and not name.endswith("TF"):
            first, second = None, first
        self.push((first if value else second) or ())
        return None

    def _tested(self, name: str, given: Sequence[Token]) -> bool:
        said = self.plain(given).strip()
        commands = [text for kind, text, _ in given if kind == COMMAND]
        known = bool(commands) and (commands[0] in self.macros or commands[0] in self._native)
        if name in ("ifbool", "iftoggle"):
            return self.switches.get(f"if{said}", False)
        if name in ("notbool", "nottoggle"):
            return not self.switches.get(f"if{said}", False)
        if name == "IfFileExists":
            return self._resolved(said) is not None
        if name in ("@ifundefined", "ifcsundef"):
            return said not in self.macros and said not in self._native
        if name == "ifcsdef":
            return said in self.macros or said in self._native
        if name in ("ifdef", "ifundef"):
            return known == (name == "ifdef")
        if name in ("ifdefempty", "ifdefvoid"):
            return not (known and self.macros.get(commands[0], Macro((), ())).body)
        if name in ("IfNoValueTF", "IfNoValueT", "ifstrempty", "ifblank"):
            return not said
        return bool(said)

    # --- names made of characters -----------------------------------------------------------

    def _csname_text(self, end: str = "endcsname") -> str:
        taken: list[Token] = []
        while len(taken) < 200:
            token = self.raw()
            if token is None or token[0] in (PARAGRAPH, EVENT):
                if token is not None:
                    self.push([token])
                break
            if token[0] == COMMAND and token[1] == end:
                break
            taken.append(token)
        return self.plain(taken)

    def _csname(self, name: str, at: int) -> Token | None:
        made = self._csname_text()
        if made:
            self.push([(COMMAND, made, at)])
        return None

    def _at_letter(self, name: str, at: int) -> Token | None:
        self._at = name == "makeatletter"
        for frame in self._frames:
            if isinstance(frame, Lexer):
                frame.at_letter = self._at or frame.name.endswith((".sty", ".cls", ".bbl"))
        return None

    # --- files ------------------------------------------------------------------------------

    def _folder(self) -> str:
        for frame in reversed(self._frames):
            if isinstance(frame, Lexer):
                return posixpath.dirname(frame.name)
        return ""

    def _resolved(self, name: str, folder: str = "") -> str | None:
        main = posixpath.dirname(self._files.main)
        folders = dict.fromkeys((posixpath.join(main, folder), main, self._folder(), ""))
        for base in folders:
            found = self._files.find(posixpath.join(base, name), (".tex", "", ".ltx", ".latex"))
            if found is not None:
                return found
        return None

    def _input(self, name: str, at: int) -> Token | None:
        token = self.peek()
        if token is None:
            return None
        if token[0] == OPEN:
            wanted = self.plain(self.argument())
        else:
            taken: list[Token] = []
            while len(taken) < 50:
                following = self.raw()
                if following is None or following[0] in (BLANK, PARAGRAPH, EVENT, OPEN, CLOSE):
                    if following is not None and following[0] != BLANK:
                        self.push([following])
                    break
                taken.append(following)
            wanted = self.plain(taken)
        wanted = wanted.strip().strip('"').strip()
        then = self.argument() if name == "InputIfFileExists" else None
        if name == "InputIfFileExists":
            otherwise = self.argument()
            self.push((then if self._resolved(wanted) else otherwise) or ())
        if name == "include" and self._only is not None and wanted not in self._only:
            self._losses.add("left out by \\includeonly", wanted, at)
            return None
        self._follow(wanted, "", at)
        return None

    def _import(self, name: str, at: int) -> Token | None:
        self.star()
        folder = self.plain(self.argument()).strip()
        wanted = self.plain(self.argument()).strip()
        if name.startswith("sub"):
            folder = posixpath.join(self._folder(), folder)
        self._follow(wanted, folder, at)
        return None

    def _follow(self, wanted: str, folder: str, at: int) -> None:
        if not wanted:
            return
        found = self._resolved(wanted, folder)
        if found is None:
            package = wanted.endswith((".sty", ".cls", ".def", ".cfg", ".clo", ".fd", ".ldf"))
            if not package and not _NO_TEXT.search(wanted) and "\\" not in wanted:
                self._losses.add("missing input", wanted, at)
            return
        lexers = [frame for frame in self._frames if isinstance(frame, Lexer)]
        if any(frame.name == found and frame.position < len(frame.text) for frame in lexers):
            self._losses.add("input of itself", found, at)
            return
        self._inputs += 1
        if self._inputs > self._limits.inputs or len(lexers) >= self._limits.nested_inputs:
            self._losses.add("cut by a limit", f"\\input of {found}: too many", at)
            return
        if not self.open(found):
            self._losses.add("missing input", f"{found}: it cannot be read", at)

    def _includeonly(self, name: str, at: int) -> Token | None:
        named = self.plain(self.argument()).split(",")
        # one that names nothing would leave no text: it is a left-over of writing
        self._only = frozenset(one.strip() for one in named if one.strip()) or None
        return None

    def _all_included(self, name: str, at: int) -> Token | None:
        self._only = None
        return None

    def _package(self, name: str, at: int) -> Token | None:
        options = self.plain(self.optional())
        self.options.update(option.strip() for option in options.split(","))
        named = self.plain(self.argument())
        if name in ("documentclass", "documentstyle"):
            if not self.in_preamble:  # a file that can also stand alone: its preamble is not read
                frame = next((f for f in reversed(self._frames) if isinstance(f, Lexer)), None)
                if frame is not None:
                    found = re.compile(r"\\begin\s*\{document\}").search(frame.text, frame.position)
                    frame.position = found.end() if found else frame.position
            return None if named == "subfiles" else (COMMAND, name, at)
        for one in named.split(","):
            package = one.strip()
            found_file = self._files.find(
                posixpath.join(posixpath.dirname(self._files.main), package), (".sty",)
            )
            lexers = [frame for frame in self._frames if isinstance(frame, Lexer)]
            if found_file is None or any(frame.name == found_file for frame in lexers):
                continue
            self._inputs += 1
            if self._inputs <= self._limits.inputs and len(lexers) < self._limits.nested_inputs:
                self._own_macros(found_file)
        return (COMMAND, f"package {named}", at)

    def _own_macros(self, name: str) -> None:
        """Read the definitions of a package that lies beside the text.

        Only plain ones count, since those of the great packages do what is known here anyway.
        """
        text = self._files.text(name)
        if text is None or len(text) > self._limits.package:
            return
        reader = Expander(self._files, Losses(self._files), self._native, self._limits)
        reader._frames.append(Lexer(text, self._files.number(name), at_letter=True, name=name))
        reader._inputs = self._inputs
        handled = _DEFINING | _DOCUMENT_COMMANDS | _ENVIRONMENTS | _DOCUMENT_ENVIRONMENTS
        handled |= {"def", "gdef", "newif"}
        depth = 0
        while (token := reader.raw()) is not None:
            depth += (token[0] == OPEN) - (token[0] == CLOSE)
            if token[0] == COMMAND and token[1] in handled and depth <= 0:
                reader._handlers[token[1]](token[1], token[2])
        for command, macro in reader.macros.items():
            if "@" not in command and not _is_internal(macro):
                self.macros.setdefault(command, macro)
        for environment, pair in reader._environments.items():
            if not _is_internal(pair[0]):
                self._environments.setdefault(environment, pair)
        for switch, value in reader.switches.items():
            self.switches.setdefault(switch, value)

    def _endinput(self, name: str, at: int) -> Token | None:
        for frame in reversed(self._frames):
            if isinstance(frame, Lexer):
                if self._frames[0] is not frame:
                    frame.position = len(frame.text)
                break
        return None

    # --- environments -----------------------------------------------------------------------

    def _begin(self, name: str, at: int) -> Token | None:
        environment = self.plain(self.argument()).strip()
        if environment == "document":
            self.in_preamble = False
        if environment in self._verbatim and environment not in self._environments:
            return self._leave_out(environment, at)
        own = self._environments.get(environment)
        if own is not None and environment not in self._native:
            begin, _ = own
            if self._spent_here == 0:
                self._origin = environment
            self._spent_here += 1 + len(begin.body)
            self._spent += 1 + len(begin.body)
            if max(self._spent, 0) > self._limits.expansion or (
                self._spent_here > self._limits.macro or len(self._frames) > self._limits.depth
            ):
                self._losses.add("cut by a limit", f"environment {environment}", at)
                self._environments.pop(environment, None)
                return None
            arguments = self._arguments(begin)
            if arguments is None:
                return None
            self._opened.append((environment, arguments))
            if len(self._opened) > 1000:
                del self._opened[:500]
            self.push(_filled(begin.body, arguments, at))
            return None
        return COMMAND, f"begin {environment}", at

    def _end(self, name: str, at: int) -> Token | None:
        environment = self.plain(self.argument()).strip()
        if environment == "document":
            lexers = [frame for frame in self._frames if isinstance(frame, Lexer)]
            if len(lexers) > 1:  # a file that can also stand alone
                lexers[-1].position = len(lexers[-1].text)
                return None
        own = self._environments.get(environment)
        if own is not None and environment not in self._native:
            arguments: list[list[Token]] = []
            for place in range(len(self._opened) - 1, max(len(self._opened) - 50, -1), -1):
                if self._opened[place][0] == environment:
                    arguments = self._opened.pop(place)[1]
                    break
            self._spent_here += 1 + len(own[1])
            self._spent += 1 + len(own[1])
            if self._spent_here <= self._limits.macro and self._spent <= self._limits.expansion:
                self.push(_filled(own[1], arguments, at))
            return None
        return COMMAND, f"end {environment}", at

    def _leave_out(self, environment: str, at: int) -> Token | None:
        """Pass over an environment whose inside is no TeX; its caption is kept."""
        options = self.optional() if environment in _WITH_ALIASES else None
        frame = next((f for f in reversed(self._frames) if isinstance(f, Lexer)), None)
        lists = [f for f in self._frames if isinstance(f, list) and f]
        passed: str | None = None
        if frame is not None and not (lists and self._frames[-1] is lists[-1]):
            passed = frame.skip_past(f"\\end{{{environment}}}")
        else:
            passed = self._skip_tokens(environment)
        if passed is None:
            self._losses.add("broken TeX", f"{environment} without its end", at)
            return None
        if environment.startswith("filecontents"):
            self._keep_file(passed)
        caption = _caption(options)
        if caption:
            self.push(
                [
                    (COMMAND, "begin listing", at),
                    (COMMAND, "caption", at),
                    (OPEN, "{", at),
                    *caption,
                    (CLOSE, "}", at),
                    (COMMAND, "end listing", at),
                ]
            )
        return None

    def _skip_tokens(self, environment: str) -> str | None:
        taken: list[Token] = []
        while True:
            token = self.raw()
            if token is None or token[0] == EVENT:
                self.push([*taken, *([token] if token is not None else [])])
                return None
            if token[0] == COMMAND and token[1] == "end":
                named = self.argument()
                if self.plain(named).strip() == environment:
                    return source_of(taken)
                taken += [token, (OPEN, "{", token[2]), *(named or ()), (CLOSE, "}", token[2])]
                continue
            taken.append(token)

    def _keep_file(self, passed: str) -> None:
        found = re.match(r"\s*(?:\[[^\]]*\])?\s*\{([^{}]+)\}[^\n]*\n", passed)
        if found is not None:
            self._files.add_text(found[1].strip(), passed[found.end() :])

    def _new_verbatim(self, name: str, at: int) -> Token | None:
        if name == "newminted":
            own = self.plain(self.optional()).strip()
            language = self.plain(self.argument()).strip()
            self.argument()
            self._verbatim.add(own or f"{language}code")
            return None
        if name == "newtcblisting":
            self.optional()
        self._verbatim.add(self.plain(self.argument()).strip())
        if name == "lstnewenvironment":
            if self.optional() is not None:
                self.optional()
            self.argument()
            self.argument()
        elif name == "DefineVerbatimEnvironment":
            self.argument()
            self.argument()
        return None

    def _includecomment(self, name: str, at: int) -> Token | None:
        self._verbatim.discard(self.plain(self.argument()).strip())
        return None

    def _verb(self, name: str, at: int) -> Token | None:
        if name != "verb":
            self.optional()
        if name == "mintinline":
            self.argument()
        self.star()
        frame = self._frames[-1] if self._frames else None
        while isinstance(frame, list) and not frame and len(self._frames) > 1:
            self._frames.pop()
            frame = self._frames[-1]
        if isinstance(frame, Lexer):
            start = frame.position
            mark = frame.text[start : start + 1]
            end = frame.text.find("}" if mark == "{" else mark, start + 1) if mark.strip() else -1
            if 0 <= end <= start + _LONGEST_VERB:
                frame.position = end + 1
                said = " ".join(frame.text[start + 1 : end].split())
                return (WORDS, said, at) if said else None
            return None
        token = self.raw()
        if token is None or token[0] != WORDS:
            if token is not None:
                self.push([token])
            if token is not None and token[0] == OPEN:
                return WORDS, self.plain(self.argument()), at
            return None
        mark, rest = token[1][0], token[1][1:]
        taken: list[Token] = [(WORDS, rest, at)] if rest else []
        while mark not in source_of(taken[-1:]) and len(taken) < 200:
            following = self.raw()
            if following is None or following[0] in (EVENT, PARAGRAPH):
                self.push([*taken, *([following] if following is not None else [])])
                return None
            taken.append(following)
        said, _, left = source_of(taken).partition(mark)
        if left:
            self.push([(WORDS, left, at)])
        return (WORDS, said, at) if said else None


def _lexed(text: str) -> Iterable[Token]:
    lexer = Lexer(text, 0)
    return iter(lexer.next, None)


def _one(inner: Sequence[Token]) -> bool:
    """Tell whether braces around these tokens would belong to each other."""
    depth = 0
    for kind, _, _ in inner:
        depth += (kind == OPEN) - (kind == CLOSE)
        if depth < 0:
            return False
    return depth == 0


def _body(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with #1 as one token for the parameter, and ## as #."""
    made: list[Token] = []
    following = iter(range(len(tokens)))
    skip_first = False
    for n in following:
        kind, text, at = tokens[n]
        if skip_first:
            skip_first = False
            if len(text) > 1:
                made.append((WORDS, text[1:], at + 1))
            continue
        if kind == SIGN and text == "#" and n + 1 < len(tokens):
            after = tokens[n + 1]
            if after[0] == WORDS and after[1][0] in "123456789":
                made.append((PARAMETER, after[1][0], at))
                skip_first = True
                continue
            if after[:2] == (SIGN, "#"):
                continue
        made.append((kind, text, at))
    return tuple(made)


def _filled(body: Sequence[Token], arguments: Sequence[Sequence[Token]], at: int) -> list[Token]:
    """Return a macro's body with its arguments; what the body itself has stands where it is called.

    The nested macro's own ``#1`` comes as ``##1``, of which `_body` has made a sign and a digit.
    """
    made: list[Token] = []
    for kind, text, _ in body:
        if kind == PARAMETER:
            number = int(text) - 1
            if number < len(arguments):
                made += arguments[number]
        else:
            made.append((kind, text, at))
    return made


def _specified(tokens: Sequence[Token]) -> tuple[_Parameter, ...]:
    """Return the parameters that an argument specification names, such as ``s O{a} m``."""
    found: list[_Parameter] = []
    rest = characters(token for token in tokens if token[0] not in (BLANK, PARAGRAPH))
    place = 0

    def braced() -> tuple[Token, ...]:
        nonlocal place
        if place < len(rest) and rest[place][0] == OPEN:
            depth, start = 0, place + 1
            while place < len(rest):
                depth += (rest[place][0] == OPEN) - (rest[place][0] == CLOSE)
                place += 1
                if depth == 0:
                    return tuple(rest[start : place - 1])
        return ()

    while place < len(rest) and len(found) < 9:
        letter = rest[place][1]
        place += 1
        if letter in ("m", "v", "b"):
            found.append(_Parameter("m"))
        elif letter == "o":
            found.append(_Parameter("o"))
        elif letter == "O":
            found.append(_Parameter("o", braced()))
        elif letter == "s":
            found.append(_Parameter("s"))
        elif letter == "t" and place < len(rest):
            found.append(_Parameter("t", None, (rest[place],)))
            place += 1
        elif letter in ("d", "D", "r", "R") and place + 1 < len(rest):
            pair = (rest[place], rest[place + 1])
            place += 2
            found.append(_Parameter("d", braced() if letter in "DR" else None, pair))
        elif letter in ("+", "!", ">"):
            if letter == ">":
                braced()
        elif letter in ("g", "G"):
            found.append(_Parameter("m"))
    return tuple(found)


def _is_internal(macro: Macro) -> bool:
    """Tell whether a macro is made of the inner parts of LaTeX, which are not known here."""
    return any(kind == COMMAND and "@" in text for kind, text, _ in macro.body) or (
        len(macro.body) > 400
    )


def _caption(options: Sequence[Token] | None) -> list[Token]:
    """Return the caption among the options of a listing."""
    tokens = list(options or ())
    depth = 0
    for n, (kind, text, _) in enumerate(tokens):
        depth += (kind == OPEN) - (kind == CLOSE)
        named = kind == WORDS and depth == 0 and re.search(r"(?:^|,)caption=$", text)
        if not named or n + 1 == len(tokens) or tokens[n + 1][0] != OPEN:
            continue
        inner: list[Token] = []
        level = 0
        for token in tokens[n + 1 :]:
            level += (token[0] == OPEN) - (token[0] == CLOSE)
            if level == 0:
                return inner[1:]
            inner.append(token)
    return []
