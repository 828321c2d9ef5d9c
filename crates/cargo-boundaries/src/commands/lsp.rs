//! `lsp`: a language server on stdin and stdout.

mod answer;
mod client;
mod documents;
mod drift;
mod folder;
mod judge;
mod position;
mod serve;
mod server;
mod transport;
mod uri;

use crate::Verdict;
use crate::args::CommonArgs;
use crate::failure::Failure;

/// Serves until the editor goes. It should ask for a shutdown first; the exit code tells whether it did.
pub(crate) fn run(common: &CommonArgs) -> Result<Verdict, Failure> {
    let (connection, threads) = transport::stdio();
    let served = serve::serve(connection, super::options(common));
    let was_told = served.map_err(|error| Failure::Read { what: error.what.to_owned(), cause: error.cause })?;
    threads.join().map_err(|cause| Failure::Read { what: "the editor's messages".to_owned(), cause })?;
    Ok(if was_told { Verdict::Clean } else { Verdict::Failing })
}
