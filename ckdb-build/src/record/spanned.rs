//! A value and the text it was read from.

use crate::diagnostic::Place;

/// A value that remembers its place, so that a rule which finds it wrong can point at it.
///
/// When the text could not be understood, the parser has said so already and `value` is only a stand-in: such a value is not
/// *sound*. Rules look through [`Spanned::sound`] and keep silent about stand-ins, so that one mistake is reported once and the
/// rest of the record is still checked. Behind `check` every value is sound, because a finding of the parser stops the build.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value, or a stand-in when it is not sound.
    pub value: T,
    /// The text it was read from.
    pub place: Place,
    sound: bool,
}

impl<T> Spanned<T> {
    /// A value read from `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place, sound: true }
    }

    /// A stand-in for a text that could not be understood and was reported.
    pub fn stand_in(value: T, place: Place) -> Self {
        Self { value, place, sound: false }
    }

    /// The value, unless it is a stand-in.
    pub fn sound(&self) -> Option<&T> {
        self.sound.then_some(&self.value)
    }

    /// Whether the value was understood.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), place: self.place, sound: self.sound }
    }
}
