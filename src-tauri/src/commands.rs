//! What the page may ask: the table of `desk::wire`, registered. Which window may is in `permissions/candidate.toml`.

use std::sync::Arc;

use desk::ThisComputer;
use desk::wire::*;
use tauri::State;

macro_rules! register {
    (
        exam { $($(#[$verb_doc:meta])* $verb:ident($($field:ident: $kind:ty),*) => $variant:ident;)* }
        desk { $($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* }
    ) => {
        $(
            $(#[$verb_doc])*
            #[tauri::command]
            async fn $verb(
                visit: State<'_, Arc<ThisComputer>>,
                op: String,
                seen: u64,
                $($field: $kind),*
            ) -> Result<Picture, Problem> {
                visit.$verb(op, seen, $($field),*).await
            }
        )*
        $(
            $(#[$doc])*
            #[tauri::command]
            async fn $name(
                visit: State<'_, Arc<ThisComputer>>,
                $($argument: $type),*
            ) -> Result<$answer, Problem> {
                visit.$name($($argument),*).await
            }
        )*

        /// Lets the page call every command of the table.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($verb,)* $($name),*]
        }
    };
}
desk::commands!(register);
