"""Every kind of page, for the tests that hold for all of them."""

READERS = ("clinician", "patient")
PAGES = (
    "/", "/ask", "/read", "/?example=pancreas-g2-bulky", "/?example=colon-carcinoma", "/pathway", "/evidence", "/evidence?treatment=captem",
    "/evidence/pool", "/evidence/pool?treatment=captem&view=sentence", "/evidence/pool?treatment=captem&view=people",
    "/evidence/pool?treatment=captem&view=icons", "/evidence/pool?treatment=captem&view=interval",
    "/evidence/pool?treatment=captem&view=table", "/evidence/map", "/evidence/contradictions", "/evidence/superseded",
    "/treatments", "/records/treatment/captem", "/records/treatment/captem?for=patient", "/records/study/kunz-2023",
    "/records/source/kunz-2023-jco", "/records/term/net", "/records/field/ki67_percent", "/glossary", "/sources", "/changes",
    "/support", "/urgent", "/about", "/review", "/review/treatment/captem", "/find", "/find?q=platinum",
)  # fmt: skip
