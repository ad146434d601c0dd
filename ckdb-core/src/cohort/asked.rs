//! Asking stored cases of one index: annotators are shared by cases of which the same is told.
//!
//! What an annotator works out for one patient's disease (levels, access) holds for every patient who has it, so ten thousand
//! cases of twenty diseases need twenty annotators. Workers share them by reference.

use super::case::{Case, StoredFile};
use super::error::CohortError;
use super::file::KeyFile;
use super::flag::Flag;
use super::walk::{Answered, Memo, Subject, answer};
use crate::annotate::{Annotator, Origin, Prepared, Told};
use crate::genome::Assembly;
use crate::knowledge::{Knowledge, Meaning};
use crate::matching::{Biomarkers, Callable, CopyNumbers, Sex};
use crate::model::{GeneId, Vocabulary};
use crate::reference::Reference;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Flags that make an annotator; the others tell of one tumour.
const OF_ANNOTATOR: [Flag; 10] = [
    Flag::Assembly,
    Flag::Origin,
    Flag::Disease,
    Flag::Scheme,
    Flag::GeneAny,
    Flag::Ploidy,
    Flag::Purity,
    Flag::Sex,
    Flag::CnProfile,
    Flag::Reference,
];

/// What is told by those flags, in their order.
type Alike = Vec<Vec<String>>;

/// Answers by digest, as JSON.
pub type Answers = BTreeMap<String, String>;

/// An index that stored cases are asked of.
#[derive(Debug)]
pub struct Asked<'k> {
    knowledge: &'k Knowledge,
    prepared: [OnceLock<Prepared>; 2],
    annotators: Mutex<HashMap<Alike, Arc<Annotator<'k>>>>,
    /// Callable regions by the digest of their file and assembly.
    callable: Mutex<BTreeMap<(String, Assembly), Callable>>,
}

/// What the cases were answered, in their order; an error says why one could not be asked.
pub type All = Vec<Result<Answered, CohortError>>;

impl<'k> Asked<'k> {
    /// Nothing is worked out yet.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, prepared: Default::default(), annotators: Mutex::default(), callable: Mutex::default() }
    }

    /// Asks one case.
    ///
    /// # Errors
    /// What was told of it cannot be understood by this index (a disease it does not know), or the index is damaged.
    pub fn one(&self, case: &Case, keys: &KeyFile) -> Result<(Answered, Answers), CohortError> {
        let annotator = self.annotator(case)?;
        let mut memo = Memo::default();
        let answered = self.ask(case, keys, &annotator, &mut memo)?;
        Ok((answered, memo.answers))
    }

    /// Asks many, each by itself: one that cannot be asked stops no other. It is done on `threads` workers; neither answers nor their order depend on the number.
    pub fn all(&self, cases: &[&Case], keys: &KeyFile, threads: NonZero<usize>) -> (All, Answers) {
        let next = AtomicUsize::new(0);
        // Cases come in handfuls, so that workers seldom meet at the counter.
        const HANDFUL: usize = 16;
        let work = || {
            let mut memos: HashMap<*const Annotator<'k>, Memo<'k>> = HashMap::new();
            let mut known: HashMap<Alike, Arc<Annotator<'k>>> = HashMap::new();
            let mut answered: Vec<(usize, Result<Answered, CohortError>)> = Vec::new();
            loop {
                let first = next.fetch_add(HANDFUL, Ordering::Relaxed);
                let Some(handful) = cases.get(first..cases.len().min(first + HANDFUL)).filter(|cases| !cases.is_empty()) else {
                    break;
                };
                for (number, case) in (first..).zip(handful) {
                    let annotator = match known.entry(alike(case)) {
                        Entry::Occupied(known) => Ok(known.get().clone()),
                        Entry::Vacant(place) => self.annotator(case).map(|annotator| place.insert(annotator).clone()),
                    };
                    let outcome = annotator
                        .and_then(|annotator| self.ask(case, keys, &annotator, memos.entry(Arc::as_ptr(&annotator)).or_default()));
                    answered.push((number, outcome));
                }
            }
            let mut answers = Answers::new();
            for memo in memos.into_values() {
                answers.extend(memo.answers);
            }
            (answered, answers)
        };
        let (mut all, mut answers) = (Vec::new(), Answers::new());
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.get()).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                match worker.join() {
                    Ok((answered, its)) => {
                        all.extend(answered);
                        answers.extend(its);
                    }
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        all.sort_by_key(|(number, _)| *number);
        (all.into_iter().map(|(_, outcome)| outcome).collect(), answers)
    }

    /// The annotator of all cases of which the same is told.
    ///
    /// # Errors
    /// As for [`Asked::one`].
    pub fn annotator(&self, case: &Case) -> Result<Arc<Annotator<'k>>, CohortError> {
        let key = alike(case);
        if let Some(known) = self.annotators.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let made = Arc::new(self.new_annotator(case)?);
        let mut annotators = self.annotators.lock().unwrap_or_else(PoisonError::into_inner);
        // Two workers may have made it at once; all use the first that was kept.
        Ok(annotators.entry(key).or_insert(made).clone())
    }

    fn new_annotator(&self, case: &Case) -> Result<Annotator<'k>, CohortError> {
        let told = |flag: Flag| case.told(flag.as_str());
        let assembly = assembly(case)?;
        let place = &self.prepared[usize::from(assembly == Assembly::ALL[1])];
        let prepared = match place.get() {
            Some(prepared) => prepared,
            None => {
                let made = Prepared::new(self.knowledge, assembly)?.remembering();
                place.get_or_init(|| made)
            }
        };
        let mut annotator = Annotator::with(self.knowledge, prepared)?.gene_any(told(Flag::GeneAny).is_some());
        if let Some(schemes) = case.told.get(Flag::Scheme.as_str()) {
            annotator = annotator.schemes(schemes)?;
        }
        if let Some(disease) = told(Flag::Disease) {
            annotator = annotator.disease(disease)?;
        }
        if let Some(path) = told(Flag::Reference) {
            annotator = annotator.reference(Arc::new(
                Reference::open(Path::new(path), assembly).map_err(|error| unread(Flag::Reference, &error))?,
            ))?;
        }
        let mut settings = annotator.copy_settings().clone();
        if let Some(ploidy) = number(case, Flag::Ploidy)? {
            settings = settings.with_ploidy(ploidy).map_err(|error| unread(Flag::Ploidy, &error))?;
        }
        if let Some(purity) = number(case, Flag::Purity)? {
            settings = settings.with_purity(purity).map_err(|error| unread(Flag::Purity, &error))?;
        }
        if let Some(sex) = told(Flag::Sex) {
            settings = settings.with_sex(word::<Sex>(Flag::Sex, sex)?);
        }
        if let Some(profile) = told(Flag::CnProfile) {
            settings = settings.with_profile(profile).map_err(|error| unread(Flag::CnProfile, &error))?;
        }
        annotator = annotator.copies(settings);
        Ok(match told(Flag::Origin) {
            Some(origin) => annotator.origin(word::<Origin>(Flag::Origin, origin)?),
            None => annotator,
        })
    }

    fn ask(&self, case: &Case, keys: &KeyFile, annotator: &Annotator<'k>, memo: &mut Memo<'k>) -> Result<Answered, CohortError> {
        let fusions = match file(case, keys, Flag::Fusions)? {
            Some(stored) => annotator.fusion_rows(&stored.text).0,
            None => Vec::new(),
        };
        let told = self.told(case, keys, annotator)?;
        let subject = Subject { lines: case.lines.as_bytes(), columns: case.columns(), told, fusions: &fusions };
        answer(annotator, subject, memo)
    }

    /// What is told of the tumour.
    fn told(&self, case: &Case, keys: &KeyFile, annotator: &Annotator<'k>) -> Result<Told, CohortError> {
        let mut biomarkers = Biomarkers::default();
        for text in case.told.get(Flag::Biomarker.as_str()).into_iter().flatten() {
            biomarkers.add(text).map_err(|error| unread(Flag::Biomarker, &error))?;
        }
        if let Some(stored) = file(case, keys, Flag::PurplePurity)? {
            biomarkers.fill_from(Biomarkers::from_purple(&stored.text).map_err(|error| unread(Flag::PurplePurity, &error))?);
        }
        let mut stated = Biomarkers::default();
        for text in case.told.get(Flag::HeaderBiomarker.as_str()).into_iter().flatten() {
            // A header line that cannot be read was warned of when the case was annotated.
            let _ = stated.add(text);
        }
        biomarkers.fill_from(stated);
        let callable = match file(case, keys, Flag::Callable)? {
            Some(stored) => Some(self.callable(case, stored, annotator.assembly())?),
            None => None,
        };
        let copies = match file(case, keys, Flag::CopyNumber)? {
            Some(stored) => {
                let table = crate::segment::read(&mut stored.text.as_bytes(), case.told(Flag::Sample.as_str()));
                let table = table.map_err(|error| unread(Flag::CopyNumber, &error))?;
                let named = |symbol: &str| gene(self.knowledge, symbol);
                Some(CopyNumbers::of_table(&table, annotator.copy_settings().clone(), named).0)
            }
            None => None,
        };
        Ok(Told {
            biomarkers,
            callable,
            copies,
            structural_called: case.told(Flag::StructuralCalled.as_str()).is_some(),
            origin: annotator.sample_origin().unwrap_or(Origin::Somatic),
        })
    }

    fn callable(&self, case: &Case, stored: &StoredFile, assembly: Assembly) -> Result<Callable, CohortError> {
        let key = (case.told(Flag::Callable.as_str()).unwrap_or_default().to_owned(), assembly);
        let mut known = self.callable.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(callable) = known.get(&key) {
            return Ok(callable.clone());
        }
        let callable = Callable::from_bed(stored.text.as_bytes(), assembly).map_err(|error| unread(Flag::Callable, &error))?;
        known.insert(key, callable.clone());
        Ok(callable)
    }
}

fn alike(case: &Case) -> Alike {
    OF_ANNOTATOR.iter().map(|flag| case.told.get(flag.as_str()).cloned().unwrap_or_default()).collect()
}

/// The assembly of a case.
///
/// # Errors
/// When it does not name one.
pub fn assembly(case: &Case) -> Result<Assembly, CohortError> {
    word(Flag::Assembly, case.told(Flag::Assembly.as_str()).unwrap_or_default())
}

fn unread(flag: Flag, problem: &impl std::fmt::Display) -> CohortError {
    CohortError::Told { flag, problem: problem.to_string() }
}

fn word<T: Vocabulary>(flag: Flag, text: &str) -> Result<T, CohortError> {
    T::from_word(text).ok_or_else(|| unread(flag, &format!("no {} `{text}`", T::NOUN)))
}

fn number(case: &Case, flag: Flag) -> Result<Option<f64>, CohortError> {
    let Some(text) = case.told(flag.as_str()) else { return Ok(None) };
    Ok(Some(text.parse().map_err(|error: std::num::ParseFloatError| unread(flag, &error))?))
}

fn file<'f>(case: &Case, keys: &'f KeyFile, flag: Flag) -> Result<Option<&'f StoredFile>, CohortError> {
    let Some(digest) = case.told(flag.as_str()) else { return Ok(None) };
    let missing = || unread(flag, &format!("the file of digest {digest} is not in the key file"));
    Ok(Some(keys.files.get(digest).ok_or_else(missing)?))
}

/// The gene a symbol, or one of its aliases, names. A symbol that two genes share names neither.
fn gene(knowledge: &Knowledge, symbol: &str) -> Option<GeneId> {
    let mut genes = knowledge.find(symbol).ok()?.into_iter().filter_map(|meaning| match meaning {
        Meaning::Gene(gene) => Some(gene),
        _ => None,
    });
    genes.next().filter(|gene| genes.all(|other| other == *gene))
}
