//! A database connection on a thread of its own, so that no task ever waits for a disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::StoreError;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// One thread with its connection and the jobs that wait for it.
#[derive(Debug)]
pub(super) struct Lane {
    jobs: Option<SyncSender<Job>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Lane {
    /// Starts the thread; so many jobs may wait.
    pub(super) fn start(
        name: &str,
        mut connection: Connection,
        waiting: usize,
        stopped: Arc<AtomicBool>,
    ) -> Result<Self, StoreError> {
        let (jobs, queue): (SyncSender<Job>, Receiver<Job>) = sync_channel(waiting);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || queue.iter().for_each(|job| job(&mut connection)))
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), stopped, thread: Some(thread) })
    }

    /// Runs a job on the thread.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let stopped = self.stopped.clone();
        let job: Job = Box::new(move |connection| {
            if stopped.load(Ordering::SeqCst) {
                let _ = reply.send(Err(StoreError::Stopped));
                return;
            }
            let result = job(connection).map_err(|fault| {
                if fault.ends_all() {
                    stopped.store(true, Ordering::SeqCst);
                }
                StoreError::from(fault)
            });
            let _ = reply.send(result);
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }
}

impl Drop for Lane {
    /// Waits until what was begun is on disk.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What can go wrong inside a job.
#[derive(Debug)]
pub(super) enum StoreFault {
    Database(rusqlite::Error),
    Unreadable(&'static str),
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl StoreFault {
    /// After a failed sync or a damaged page nothing that this process believes to be on disk can be relied upon.
    fn ends_all(&self) -> bool {
        match self {
            Self::Database(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Unreadable(_) => false,
        }
    }
}

impl From<StoreFault> for StoreError {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Database(error) => super::schema::database(&error),
            StoreFault::Unreadable(what) => Self::Unreadable(what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn fails(code: i32) -> Result<(), StoreFault> {
        Err(StoreFault::Database(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)))
    }

    #[tokio::test]
    async fn after_a_fault_of_the_disk_nothing_goes_on() {
        let connection = Connection::open_in_memory().unwrap();
        let lane = Lane::start("test", connection, 4, Arc::default()).unwrap();
        lane.run(|_| fails(ffi::SQLITE_FULL)).await.unwrap_err();
        assert_eq!(lane.run(|_| Ok(1)).await, Ok(1), "a full disk has changed nothing");
        lane.run(|_| fails(ffi::SQLITE_IOERR_FSYNC)).await.unwrap_err();
        assert_eq!(lane.run(|_| Ok(1)).await, Err(StoreError::Stopped));
    }
}
