//! What a failed call means for whoever waits for the cards.

use crate::model::Fault;
use adforge_ports_creative::{BillError, WriterError};

/// A call that must not be made.
pub(super) fn of_bill(error: BillError) -> WriterError {
    match error {
        BillError::OverBudget => WriterError::OverBudget,
        BillError::Unavailable(_) => WriterError::Unavailable(error.to_string()),
    }
}

/// A call that failed.
pub(super) fn of_model(name: &str, fault: &Fault) -> WriterError {
    let why = format!("{name}: {fault}");
    match fault {
        Fault::Busy { .. } | Fault::Closed(_) | Fault::Unreachable | Fault::Down | Fault::Slow => {
            WriterError::Unavailable(why)
        }
        Fault::Misasked { .. } | Fault::Cut => WriterError::Failed(why),
    }
}

/// The model would not.
pub(super) fn refused(name: &str) -> WriterError {
    WriterError::Failed(format!("{name}: it refused to write this"))
}

/// The cards were still wrong after they were sent back. What was wrong is ours to say, the model's text isn't.
pub(super) fn unmended(name: &str, wrong: usize) -> WriterError {
    WriterError::Failed(format!("{name}: cards are missing, and {wrong} did not pass the check twice over"))
}
