//! The tree of diseases.

use super::{Code, Example, Rule, Severity};

rules! {
DISEASE_CIRCLE 401 Error "no disease is above itself"
why "Matching walks from the patient's disease upwards. In a circle the walk has no end, and nothing in it ever reaches `cancer`, so \
claims about tumours of any kind would be lost for these patients."
bad "diseases/solid-tumour.toml" r#"parents = ["melanoma"]"#
good "diseases/solid-tumour.toml" r#"parents = ["cancer"]"#

DISEASE_ROOT 402 Error "`cancer` is the root of the tree"
why "Every disease reaches `cancer` through its parents, and `cancer` itself has none: it stands for tumours of any kind."
bad "diseases/cancer.toml" r#"name = "Cancer"
parents = ["disease-of-cellular-proliferation"]"#
good "diseases/cancer.toml" r#"name = "Cancer""#

LINEAGE 403 Error "a disease has the lineage of its parents"
why "Solid and haematological diseases are never matched with each other. Below a disease of one lineage everything has that lineage; \
only above both is it `any`."
bad "diseases/melanoma.toml" r#"lineage = "haematological""#
good "diseases/melanoma.toml" r#"lineage = "solid""#

EXCLUDED_DISEASE 404 Error "what is left out is a kind of the disease"
why "`excluding` takes kinds of its disease out of a claim: solid tumours, but not colorectal cancer. A disease that is no kind of it, or \
is the disease itself, takes out nothing or everything, so one of the two names is not the one that was meant."
bad "approvals/us/dabrafenib.toml" r#"disease = "melanoma"
excluding = ["cancer"]"#
good "approvals/us/dabrafenib.toml" r#"disease = "melanoma""#
}
