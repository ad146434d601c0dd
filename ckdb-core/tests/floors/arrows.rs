//! From paths in the text to arrows between rooms, and what there is to say against an arrow.

use super::files::{Source, Tree};
use super::source::paths;

/// One crate's plan.
pub(crate) struct Crate {
    /// Its folder in the workspace.
    pub(crate) folder: &'static str,
    /// Its name in a path.
    pub(crate) name: &'static str,
    /// Rooms from the ground up, each with those it may import. Empty: rooms are not in floors.
    pub(crate) rooms: &'static [(&'static str, &'static [&'static str])],
    /// Crates of ours that it stands on.
    pub(crate) below: &'static [&'static str],
}

/// A room uses another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    /// `file:line` of the use.
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) to: Target,
}

/// Where an arrow ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Room(String),
    /// Something at the crate's root that is no room.
    FrontDoor(String),
    OtherCrate(String),
}

/// Our crates, as they are named in a path.
const CRATES: &[&str] = &["ckdb_core", "ckdb_build", "ckdb_benches", "_ckdb"];

impl Crate {
    /// Every arrow between two rooms, or to another crate of ours, in reading order.
    pub(crate) fn arrows(&self, tree: &Tree) -> Vec<Arrow> {
        let inside = format!("{}/src/", self.folder);
        tree.sources.iter().filter(|file| file.path.starts_with(&inside)).flat_map(|file| self.arrows_of(file)).collect()
    }

    /// The arrows that leave the room of one file.
    pub(crate) fn arrows_of(&self, file: &Source) -> Vec<Arrow> {
        let module = self.module(&file.path);
        let Some(from) = module.first() else {
            // `lib.rs` is the front door: it shows every room and belongs to none.
            return Vec::new();
        };
        let mut roots = vec!["crate", "super"];
        roots.extend(CRATES);
        let mut found = Vec::new();
        for path in paths(&file.text, &roots) {
            let place = format!("{}:{}", file.path, path.line);
            let Some(to) = self.target(&module, &path.inside, &path.names) else { continue };
            if to != Target::Room(from.clone()) {
                found.push(Arrow { place, from: from.clone(), to });
            }
        }
        // One tree may name a room several times.
        found.dedup();
        found
    }

    /// The module path of a file: `ckdb-core/src/vcf/mod.rs` is `vcf`.
    pub(crate) fn module(&self, path: &str) -> Vec<String> {
        let inner = path.strip_prefix(self.folder).and_then(|path| path.strip_prefix("/src/")).unwrap_or(path);
        let mut names: Vec<String> = inner.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if matches!(names.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            names.pop();
        }
        names
    }

    /// Where a path leads; `None` when it stays where it is.
    fn target(&self, module: &[String], inside: &[String], names: &[String]) -> Option<Target> {
        let is_command = module.first().is_some_and(|room| room == "bin");
        let (first, rest) = names.split_first()?;
        match first.as_str() {
            // The command is a crate of its own: its `crate` is itself.
            "crate" | "super" if is_command => None,
            "crate" => Some(self.room(rest.first()?)),
            "super" => {
                let ups = names.iter().take_while(|name| *name == "super").count();
                let around: Vec<&String> = module.iter().chain(inside).collect();
                let base = &around[..around.len().saturating_sub(ups)];
                Some(self.room(base.first().copied().or_else(|| names.get(ups))?))
            }
            name if name == self.name => Some(self.room(rest.first()?)),
            name => Some(Target::OtherCrate(name.to_owned())),
        }
    }

    fn room(&self, name: &str) -> Target {
        let is_room = self.rooms.is_empty() || self.rooms.iter().any(|(room, _)| *room == name);
        if is_room { Target::Room(name.to_owned()) } else { Target::FrontDoor(name.to_owned()) }
    }

    fn may(&self, from: &str) -> Option<&'static [&'static str]> {
        self.rooms.iter().find(|(room, _)| *room == from).map(|(_, may)| *may)
    }

    /// Modules under `src/` that the table does not name.
    pub(crate) fn rooms_without_a_floor(&self, tree: &Tree) -> Vec<String> {
        let inside = format!("{}/src/", self.folder);
        let mut rooms: Vec<(String, &str)> = tree
            .sources
            .iter()
            .filter(|file| file.path.starts_with(&inside))
            .filter_map(|file| Some((self.module(&file.path).first()?.clone(), file.path.as_str())))
            .collect();
        rooms.dedup_by(|a, b| a.0 == b.0);
        rooms
            .into_iter()
            .filter(|(room, _)| self.may(room).is_none())
            .map(|(room, path)| {
                format!("{path}:1: room `{room}` has no floor. Add it to the table of {} in ckdb-core/tests/floors.rs", self.folder)
            })
            .collect()
    }

    /// Rooms of the table that are not under `src/`.
    pub(crate) fn floors_without_a_room(&self, tree: &Tree) -> Vec<String> {
        let is_there = |room: &str| {
            let inside = format!("{}/src/", self.folder);
            tree.sources
                .iter()
                .any(|file| file.path.starts_with(&inside) && self.module(&file.path).first().is_some_and(|first| first == room))
        };
        let missing = self.rooms.iter().filter(|(room, _)| !is_there(room));
        missing
            .map(|(room, _)| {
                format!("the table of {} in ckdb-core/tests/floors.rs has `{room}`, which is no room. Take it out", self.folder)
            })
            .collect()
    }
}

impl Arrow {
    /// What there is to say against it, and what to do.
    pub(crate) fn objection(&self, house: &Crate) -> Option<String> {
        let Self { place, from, to } = self;
        match to {
            Target::Room(_) if house.rooms.is_empty() => None,
            Target::Room(to) => {
                let may = house.may(from).unwrap_or_default();
                (!may.contains(&to.as_str())).then(|| {
                    format!(
                        "{place}: `{from}` → `{to}` is not in the table of floors (`{from}` may import: {}). \
                         Move what both need to a lower room, or hand it in as an argument",
                        if may.is_empty() { "nothing of ours".to_owned() } else { may.join(", ") }
                    )
                })
            }
            Target::FrontDoor(name) => Some(format!(
                "{place}: `{from}` → `crate::{name}` goes through the front door, which hides the room it wants. Name the room"
            )),
            Target::OtherCrate(name) => (!house.below.contains(&name.as_str())).then(|| {
                format!("{place}: `{from}` → `{name}` is a crate that {} does not stand on. Turn the arrow round", house.folder)
            }),
        }
    }
}

/// Arrows in a table that do not run downward. A table without them has no circle.
pub(crate) fn table_circles(house: &Crate) -> Vec<String> {
    let floor = |room: &str| house.rooms.iter().position(|(known, _)| *known == room);
    let mut found = Vec::new();
    for (at, (room, may)) in house.rooms.iter().enumerate() {
        for to in *may {
            match floor(to) {
                None => found.push(format!("{}: the table lets `{room}` import `{to}`, which is no room of it", house.folder)),
                Some(below) if below >= at => {
                    found
                        .push(format!("{}: the table's `{room}` → `{to}` runs upward; list `{to}` first or drop it", house.folder));
                }
                Some(_) => {}
            }
        }
    }
    found
}
