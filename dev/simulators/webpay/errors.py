"""What the gateway says when it refuses."""

UNAUTHORIZED = "Not Authorized"
NOT_PAID = (
    "Invalid status 0 for transaction while authorizing. "
    "Commerce will be notified by webpay to authorize"
)
ABORTED = "Transaction has an invalid finished state: aborted"
LOCKED = "Transaction already locked by another process"
TOO_OLD = "The transactions date has passed max time (7 days) to recover the status"
NOT_FOUND = "Transaction not found"
FULLY_REFUNDED = "Transaction already fully refunded"
REFUND_TOO_BIG = "Amount to refund is bigger than authorized"
# The documentation gives only numbers for the following refusals; most of the words are ours.
ALREADY_EXISTS = "Transaction already exists"
REFUND_TOO_LATE = "The period to refund the transaction has been exceeded"
REFUND_PARTIAL_DEBIT = "Debit or prepaid transactions only allow reverses, not nullifications."
REFUND_PARTIAL_INSTALMENTS = "Transactions with installments do not allow partial refunds"
NOT_ALLOWED = "Operation not allowed"
NOT_DEFERRED = "The commerce is not configured for deferred capture"
ALREADY_CAPTURED = "Transaction already captured"
CAPTURE_TOO_LATE = "The period to capture the transaction has been exceeded"


class ApiError(Exception):
    """A refusal, as the shop reads it.

    :param status: The HTTP status.
    :param message: The text of `error_message`.
    """

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status
        self.message = message


def refusal(message: str) -> ApiError:
    """Return the error of data or of business rules that do not allow the request."""
    return ApiError(422, message)


def required(field: str) -> ApiError:
    """Return the error of a missing field."""
    return refusal(f"{field} is required!")


def invalid(parameter: str) -> ApiError:
    """Return the error of a field that cannot be what it is."""
    return refusal(f"Invalid value for parameter: {parameter}")
