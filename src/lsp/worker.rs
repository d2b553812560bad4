//! The threads that lint: they take what is due, one description each, and publish what came out, unless a change made
//! it worthless meanwhile.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

use super::diagnostic::{self, Shape};
use super::lint::{Linted, Task};
use super::protocol::uri_of;
use super::watching::Watching;
use super::workspace::{Job, Workspace};
use crate::config::Selection;
use crate::engine::{Settings, Stop};
use crate::outside::collect::{self, Leniency, Plan};
use crate::outside::configs::{Configs, State};
use crate::outside::paths::Base;
use crate::outside::project::Projects;
use crate::outside::spare::Spare;
use crate::outside::today;
use crate::syntax::Limits;

/// What the threads share.
pub(super) struct Shared {
    workspace: Mutex<Workspace>,
    wake: Condvar,
    /// Never blocks, so that messages keep the order of the states they tell.
    out: Sender<Message>,
    pub(super) shape: Shape,
    watching: Watching,
    /// How often the client was asked to watch something.
    asked: AtomicUsize,
    /// Threads that may help with a large description.
    spare: Spare,
}

impl Shared {
    pub(super) fn new(workspace: Workspace, out: Sender<Message>, shape: Shape, watching: Watching) -> Self {
        let (workspace, wake, asked) = (Mutex::new(workspace), Condvar::new(), AtomicUsize::new(0));
        Self { workspace, wake, out, shape, watching, asked, spare: Spare::new(cores().saturating_sub(1)) }
    }

    /// The state. A thread that panicked left it whole: it is only changed in small steps.
    pub(super) fn lock(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the threads that there may be something to do.
    pub(super) fn wake(&self) {
        self.wake.notify_all();
    }

    pub(super) fn send(&self, message: Message) {
        // When nobody writes any more, the server is about to end.
        let _ = self.out.send(message);
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    /// Asks the client to tell of changes.
    pub(super) fn watch(&self, watchers: Vec<Value>) {
        if self.watching == Watching::Never || watchers.is_empty() {
            return;
        }
        let id = format!("files-{}", self.asked.fetch_add(1, Ordering::Relaxed));
        let registration = json!({
            "id": id,
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let params = json!({"registrations": [registration]});
        self.send(Request::new(RequestId::from(id), "client/registerCapability".to_owned(), params).into());
    }

    /// Tells the client what is known of files.
    pub(super) fn publish(&self, workspace: &Workspace, files: &BTreeSet<PathBuf>) {
        for file in files {
            let buffer = workspace.buffers.get(file);
            let uri = buffer.map_or_else(|| uri_of(file), |buffer| buffer.uri.clone());
            let diagnostics: Vec<&Value> = workspace.found(file).iter().map(|found| &found.json).collect();
            let mut params = json!({"uri": uri, "diagnostics": diagnostics});
            if let Some(buffer) = buffer {
                params["version"] = json!(buffer.version);
            }
            self.notify("textDocument/publishDiagnostics", params);
        }
    }

    /// Works until the server ends.
    pub(super) fn work(&self) {
        let mut workspace = self.lock();
        while !workspace.is_over {
            match workspace.next() {
                Job::Lint(root, stop) => {
                    let task = self.task(&mut workspace, &root, &stop);
                    drop(workspace);
                    let start = Instant::now();
                    let linted = match task {
                        Ok(task) => catch_unwind(AssertUnwindSafe(|| task.run())).unwrap_or_else(|_| {
                            refused(&root, Some("an internal error of apivet, please report it with the file"))
                        }),
                        Err(linted) => linted,
                    };
                    workspace = self.lock();
                    workspace.finished(&root);
                    if !stop.is_asked() {
                        self.settle(&mut workspace, &root, linted, start);
                    }
                }
                Job::Search(folder) => {
                    drop(workspace);
                    self.search(&folder);
                    workspace = self.lock();
                    self.wake();
                }
                Job::Wait(None) => workspace = self.wake.wait(workspace).unwrap_or_else(PoisonError::into_inner),
                Job::Wait(Some(time)) => {
                    let waited = self.wake.wait_timeout(workspace, time);
                    workspace = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    fn settle(&self, workspace: &mut Workspace, root: &Path, linted: Linted, start: Instant) {
        let (concerned, failure) = workspace.settle(root, linted, start.elapsed());
        if let Some(reason) = failure {
            let message = format!("{}: {reason}", root.display());
            self.notify("window/logMessage", json!({"type": 2, "message": message}));
        }
        self.publish(workspace, &concerned);
    }

    /// Everything one lint needs, or what there is to say instead.
    fn task(&self, workspace: &mut Workspace, root: &Path, stop: &Stop) -> Result<Task, Linted> {
        let config = workspace.config(root);
        self.watch(workspace.untold().iter().filter_map(|file| self.watching.outside(file)).collect());
        let ready = match &*config {
            State::Ready(ready) => ready,
            State::Broken { lines, .. } => {
                let first = lines.first().map_or("", String::as_str);
                return Err(refused(root, Some(&format!("its configuration is broken: {first}"))));
            }
        };
        if ready.excludes(root) {
            return Err(refused(root, None));
        }
        let selection = Selection { profile: workspace.options.profile, ..Selection::default() };
        let settings = ready.settings(root, &selection, false).map_err(|why| refused(root, Some(&why)))?;
        let base = Base::at(&workspace.home(root));
        let name = Projects::new(&base).of(root).name(root);
        Ok(Task {
            root: root.to_path_buf(),
            base,
            folder: workspace.folder(root).map(Path::to_path_buf),
            settings: Settings {
                name: Some(name),
                today: today::today(),
                stop: stop.clone(),
                helpers: Some(Arc::new(self.spare.clone())),
                ..settings
            },
            overlay: workspace.overlay(),
            shape: self.shape.clone(),
        })
    }

    /// Loads every description below a folder, without a rule, to learn what it reads.
    fn search(&self, folder: &Path) {
        let (overlay, options) = {
            let workspace = self.lock();
            (workspace.overlay(), workspace.options.clone())
        };
        let base = Base::at(folder);
        let limits = Limits::default();
        let mut configs = Configs::new(&base, &limits, &options.given());
        let leniency = Leniency { limit: limits.file_size, ..Leniency::default() };
        let argument = folder.to_string_lossy().into_owned();
        for input in collect::collect(&[argument], &base, &mut configs, &leniency).0 {
            let Plan::Lint(_) = input.plan else { continue };
            let root = base.absolute(&input.path);
            let task = Task {
                root: root.clone(),
                base: base.clone(),
                folder: Some(folder.to_path_buf()),
                settings: Settings { rules: Vec::new(), named: false, ..Settings::default() },
                overlay: overlay.clone(),
                shape: self.shape.clone(),
            };
            let linted = catch_unwind(AssertUnwindSafe(|| task.run())).unwrap_or_default();
            let mut workspace = self.lock();
            if workspace.is_over {
                return;
            }
            workspace.reaches(root, linted.files);
            drop(workspace);
            self.wake();
        }
    }
}

/// A description that is not linted, for a reason or by decision.
fn refused(root: &Path, reason: Option<&str>) -> Linted {
    let mut linted = Linted { failure: reason.map(str::to_owned), ..Linted::default() };
    linted.files.insert(root.to_path_buf());
    if let Some(reason) = reason {
        linted.found.insert(root.to_path_buf(), vec![diagnostic::not_checked(reason)]);
    }
    linted
}

/// Starts the threads.
pub(super) fn start(shared: &Arc<Shared>) -> Vec<std::thread::JoinHandle<()>> {
    let start = |_| {
        let shared = shared.clone();
        let thread = std::thread::Builder::new().name("lint".to_owned()).stack_size(crate::outside::STACK);
        thread.spawn(move || shared.work()).ok()
    };
    (0..cores().min(4)).filter_map(start).collect()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}
