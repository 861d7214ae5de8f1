"""All benchmarks. To add one, write a module like these and name it here."""

from dev.bench import account_pages, document_list, guest_list, pay_documents, sign_in, statement

# The last one fills the database.
BENCHMARKS = (
    pay_documents.BENCHMARK,
    document_list.BENCHMARK,
    account_pages.BENCHMARK,
    statement.BENCHMARK,
    guest_list.BENCHMARK,
    sign_in.BENCHMARK,
)
