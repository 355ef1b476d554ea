"""From text to tree. sqlglot parses; this module owns no grammar, only the short list of what is allowed.

The optimizer of sqlglot is never called: its three-valued rewrites have been wrong (tobymao/sqlglot#7962).
"""

from __future__ import annotations

from hoofbeat.errors import ConditionError, Problem
from hoofbeat.logic.condition import (
    And,
    Between,
    Compare,
    Condition,
    Constant,
    Contains,
    Flag,
    IsNull,
    Literal_,
    Not,
    OneOf,
    Or,
)
from hoofbeat.logic.vocabulary import Kind, Vocabulary

ALLOWED = "Allowed: AND, OR, NOT, = <> < <= > >=, IN, BETWEEN, IS [NOT] NULL, list_contains."
_MIRROR = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def parse_condition(text: str, vocabulary: Vocabulary, where: str = "") -> Condition:
    """The tree of a condition written as a Boolean SQL expression.

    Raises:
        ConditionError: for text that is not such an expression, a construct that is not on the short list, a name
            that does not exist, or a value that its field cannot have.
    """
    from sqlglot import parse
    from sqlglot.errors import ParseError, TokenError

    if not isinstance(text, str) or not text.strip():
        raise ConditionError(Problem(where, "the condition is empty."))
    try:
        statements = parse(text, dialect="duckdb")
    except (ParseError, TokenError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise ConditionError(Problem(where, f"the condition cannot be read ({reason}): {text}", ALLOWED)) from None
    except RecursionError:
        raise ConditionError(Problem(where, "the condition is nested too deeply.", ALLOWED)) from None
    if len(statements) != 1 or statements[0] is None:
        raise ConditionError(Problem(where, f"one expression is expected: {text}", ALLOWED))
    return _Reader(vocabulary, where, text).read(statements[0])


class _Reader:
    """Walks one parsed expression, refusing every node type that is not on the short list."""

    def __init__(self, vocabulary: Vocabulary, where: str, text: str):
        from sqlglot import exp

        self.exp = exp
        self.vocabulary = vocabulary
        self.where = where
        self.text = text
        self.ops: dict[type[object], str] = {
            exp.EQ: "=",
            exp.NEQ: "<>",
            exp.LT: "<",
            exp.LTE: "<=",
            exp.GT: ">",
            exp.GTE: ">=",
        }

    def refuse(self, what: str, allowed: str = ALLOWED) -> ConditionError:
        return ConditionError(Problem(self.where, f"{what} In: {self.text}", allowed))

    def read(self, node: object) -> Condition:
        exp = self.exp
        match node:
            case exp.Paren():
                return self.read(node.this)
            case exp.And() | exp.Or():
                return self.connect(node)
            case exp.Not():
                return Not(self.read(node.this))
            case exp.Column():
                return self.flag(node)
            case exp.Boolean():
                return Constant(bool(node.this))
            case exp.Is():
                return self.null_test(node)
            case exp.In():
                return self.one_of(node)
            case exp.Between():
                name, kind = self.name(node.this, "number")
                low, high = (float(self.constant(node.args[k], name, kind)) for k in ("low", "high"))
                if low > high:
                    raise self.refuse(
                        f"BETWEEN {low:g} AND {high:g} can never be true.", "Write the lower limit first."
                    )
                return Between(name, low, high)
            case exp.ArrayContains():
                return self.contains(node.this, node.expression)
            case exp.Anonymous() if str(node.this).lower() == "list_contains" and len(node.expressions) == 2:
                return self.contains(*node.expressions)
            case _ if type(node) in self.ops:
                return self.compare(node)
        raise self.refuse(f"{type(node).__name__} is not part of the language.")

    def connect(self, node: object) -> Condition:
        exp = self.exp
        kind, make = (exp.And, And) if isinstance(node, exp.And) else (exp.Or, Or)
        parts: list[Condition] = []

        def gather(item: object) -> None:
            if isinstance(item, kind):
                gather(item.this)
                gather(item.expression)
            else:
                parts.append(self.read(item))

        gather(node)
        return make(tuple(parts))

    def name(self, node: object, *forms: str) -> tuple[str, Kind]:
        if not isinstance(node, self.exp.Column) or node.table:
            raise self.refuse(f"a field or fact is expected in place of {node}.")
        name = str(node.name)
        if name not in self.vocabulary:
            from rapidfuzz import process

            near = process.extractOne(name, list(self.vocabulary.kinds), score_cutoff=70)
            hint = f"Did you mean {near[0]}?" if near else "See: hoofbeat fields."
            raise self.refuse(f"'{name}' is neither a field nor a fact known at this point.", hint)
        kind = self.vocabulary[name]
        if forms and kind.form not in forms:
            raise self.refuse(f"'{name}' is a {kind.form} and cannot be used here.", "")
        return name, kind

    def flag(self, node: object) -> Condition:
        name, _ = self.name(node, "flag")
        return Flag(name)

    def null_test(self, node: object) -> Condition:
        exp = self.exp
        target, right = node.this, node.expression  # type: ignore[attr-defined]
        if isinstance(right, exp.Null):
            name, kind = self.name(target)
            if kind.is_fact:
                raise self.refuse(f"IS NULL asks whether a field is stated; '{name}' is a derived fact.", "")
            return IsNull(name)
        raise self.refuse("IS is only used with NULL.")

    def one_of(self, node: object) -> Condition:
        args = node.args  # type: ignore[attr-defined]
        if args.get("query") or args.get("unnest") or not args.get("expressions"):
            raise self.refuse("IN takes a list of constants.")
        name, kind = self.name(node.this, "choice", "number")  # type: ignore[attr-defined]
        return OneOf(name, tuple(self.constant(e, name, kind) for e in args["expressions"]))

    def contains(self, target: object, item: object) -> Condition:
        name, kind = self.name(target, "choices")
        return Contains(name, str(self.constant(item, name, kind)))

    def compare(self, node: object) -> Condition:
        exp = self.exp
        op = self.ops[type(node)]
        left, right = node.this, node.expression  # type: ignore[attr-defined]
        if isinstance(right, exp.Column) and not isinstance(left, exp.Column):
            left, right, op = right, left, _MIRROR[op]
        name, kind = self.name(left)
        if kind.form == "flag" and isinstance(right, exp.Boolean) and op in ("=", "<>"):
            plain: Condition = Flag(name)
            return plain if bool(right.this) == (op == "=") else Not(plain)
        if kind.form not in ("number", "choice"):
            raise self.refuse(f"'{name}' is a {kind.form} and cannot be compared.", "")
        if kind.form == "choice" and op not in ("=", "<>"):
            raise self.refuse(f"'{name}' has no order, so {op} has no meaning.", "Allowed: = <> IN.")
        return Compare(name, op, self.constant(right, name, kind))

    def constant(self, node: object, name: str, kind: Kind) -> Literal_:
        exp = self.exp
        if kind.form == "number":
            sign, inner = (-1.0, node.this) if isinstance(node, exp.Neg) else (1.0, node)
            if not isinstance(inner, exp.Literal) or inner.is_string:
                raise self.refuse(f"'{name}' is held against a number, not against {node}.", "")
            number = sign * float(inner.this)
            if (kind.low is not None and number < kind.low) or (kind.high is not None and number > kind.high):
                limits = f"{'' if kind.low is None else f'from {kind.low:g} '}{'' if kind.high is None else f'to {kind.high:g}'}"
                raise self.refuse(f"{number:g} lies outside what '{name}' can be ({limits.strip()}).", "")
            return number
        if not isinstance(node, exp.Literal) or not node.is_string:
            raise self.refuse(f"'{name}' is held against a quoted value, not against {node}.", "")
        value = str(node.this)
        if value not in kind.values:
            raise self.refuse(f"'{value}' is not a value of '{name}'.", f"Allowed: {', '.join(kind.values)}.")
        return value
