//! Values back out of their stored form.

use super::error::IndexError;
use rkyv::api::high::HighDeserializer;
use rkyv::rancor::{BoxedError, Infallible, Strategy};

/// A small plain value (number, word, id) out of its stored form. Such values allocate nothing, so this cannot fail.
pub(crate) fn plain<T, A>(stored: &A) -> T
where
    A: rkyv::Deserialize<T, Strategy<(), Infallible>>,
{
    let Ok(value) = rkyv::api::deserialize_using::<T, (), Infallible>(stored, &mut ());
    value
}

/// An owned copy of a stored value.
///
/// # Errors
/// [`IndexError::Content`] when the stored value cannot be rebuilt.
pub(crate) fn owned<T, A>(stored: &A) -> Result<T, IndexError>
where
    A: for<'a> rkyv::Deserialize<T, HighDeserializer<BoxedError>>,
{
    rkyv::deserialize::<T, BoxedError>(stored)
        .map_err(|error| IndexError::Content { section: "records".to_owned(), problem: error.to_string() })
}
