//! Bugs put in on purpose: a suite that stays green with one of them proves nothing.

use journal::Point;

use crate::power::campaign;

/// Each point skipped and reported as done: what that would be as a bug, and that the power cuts show it. The twin's own
/// directory sync is not among them: another always comes before anything is acknowledged or removed.
#[test]
fn a_skipped_step_shows() {
    for (point, bug) in [
        (Point::ParentSync, "the directory's name is not synced"),
        (Point::TwinWriteSync, "a new twin takes its place unsynced"),
        (Point::TwinAppend, "only SQLite is written"),
        (Point::TwinSync, "the twin is not synced"),
        (Point::SqliteFillSync, "a new database takes its place unsynced"),
        (Point::SqliteDirSync, "the database's name is not synced"),
        (Point::SqliteRemove, "a new database takes its place beside the old log"),
        (Point::SqliteCommit, "acknowledged before the commit"),
        (Point::PulseWrite, "the pulse is not written"),
        (Point::PulseSync, "the pulse is not synced"),
        (Point::PulseCreateSync, "a new pulse file takes its place unsynced"),
        (Point::PulseDirSync, "the pulse's name is not synced"),
    ] {
        let caught = campaign(Some(point));
        println!("{bug}: {}", caught.as_ref().err().map_or("NOT CAUGHT", String::as_str));
        assert!(caught.is_err(), "planted and not caught: {bug}");
    }
}
