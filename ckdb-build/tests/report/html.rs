//! A page as a browser understands it: the tree of HTML's own parsing algorithm, and whatever it found wrong on the way.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A parsed page.
pub(crate) struct Page {
    pub(crate) text: String,
    dom: RcDom,
}

/// An element of it.
#[derive(Clone)]
pub(crate) struct Element(Handle);

impl Page {
    pub(crate) fn read(text: String) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(text.as_str());
        let page = Self { text, dom };
        assert_eq!(page.errors(), Vec::<String>::new(), "the page is well formed");
        page
    }

    pub(crate) fn errors(&self) -> Vec<String> {
        self.dom.errors.borrow().iter().map(ToString::to_string).collect()
    }

    /// Every element, in order of the page.
    pub(crate) fn elements(&self) -> Vec<Element> {
        let mut found = Vec::new();
        collect(&self.dom.document, &mut found);
        found
    }

    pub(crate) fn all(&self, name: &str) -> Vec<Element> {
        self.elements().into_iter().filter(|element| element.name() == name).collect()
    }

    pub(crate) fn id(&self, id: &str) -> Element {
        let mut found = self.elements().into_iter().filter(|element| element.attribute("id").as_deref() == Some(id));
        found.next().unwrap_or_else(|| panic!("no element `{id}`"))
    }
}

impl Element {
    pub(crate) fn name(&self) -> String {
        match &self.0.data {
            NodeData::Element { name, .. } => name.local.to_string(),
            _ => String::new(),
        }
    }

    pub(crate) fn attributes(&self) -> Vec<(String, String)> {
        match &self.0.data {
            NodeData::Element { attrs, .. } => {
                attrs.borrow().iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn all(&self, name: &str) -> Vec<Element> {
        let mut found = Vec::new();
        collect(&self.0, &mut found);
        found.into_iter().filter(|element| element.name() == name).collect()
    }

    pub(crate) fn with_class(&self, class: &str) -> Vec<Element> {
        let mut found = Vec::new();
        collect(&self.0, &mut found);
        let has = |element: &Element| element.attribute("class").is_some_and(|known| known.split(' ').any(|one| one == class));
        found.into_iter().filter(has).collect()
    }

    /// Its text, with single spaces.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        text(&self.0, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The cells of its rows, heads left out.
    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        let rows = self.all("tbody").into_iter().flat_map(|body| body.all("tr"));
        rows.map(|row| row.children(&["th", "td"]).iter().map(Element::text).collect()).collect()
    }

    pub(crate) fn children(&self, names: &[&str]) -> Vec<Element> {
        let children = self.0.children.borrow();
        children.iter().cloned().map(Element).filter(|child| names.contains(&child.name().as_str())).collect()
    }
}

fn collect(node: &Handle, out: &mut Vec<Element>) {
    if matches!(node.data, NodeData::Element { .. }) {
        out.push(Element(node.clone()));
    }
    node.children.borrow().iter().for_each(|child| collect(child, out));
}

fn text(node: &Handle, out: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        out.push_str(&contents.borrow());
    }
    let is_block =
        matches!(&node.data, NodeData::Element { name, .. } if ["span", "td", "th", "p", "li", "dt", "dd"].contains(&&*name.local));
    if is_block {
        out.push(' ');
    }
    node.children.borrow().iter().for_each(|child| text(child, out));
    if is_block {
        out.push(' ');
    }
}
