"""All benchmarks. To add one, write a module like these and name it here."""

from dev.bench import document_list, pay_documents

BENCHMARKS = (pay_documents.BENCHMARK, document_list.BENCHMARK)
