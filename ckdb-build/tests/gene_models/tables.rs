//! Gene models to tables, and tables to sections of a file.

mod compiled {

    use ckdb_build::compile::transcripts::sections;
    use ckdb_build::import::genome_text::read_gene;
    use ckdb_build::models::{GeneModels, tabled};
    use ckdb_core::genome::Assembly;
    use ckdb_core::index::Writer;
    use ckdb_core::index::{IndexFile, Section};
    use ckdb_core::knowledge::TABLE_VERSION;

    #[test]
    fn what_goes_into_the_file_comes_out_of_it() {
        let mut models = GeneModels::new(Assembly::Grch38);
        let text = "ckdb-genome 1\nassembly GRCh38\ngene B - - -\nsource s\nrelease r\nlicence l\n\
            transcript NM_2.1 NP_2.1 chr1 + cds=11-13 phase=0 mane=select model=reference exons=11-14\n>chr1:11-14\nATGA\n";
        read_gene(std::path::Path::new("B.txt"), text, &mut models).unwrap();
        let mut writer = Writer::new();
        let number = |symbol: &str| ["A", "B"].iter().zip(0..).find(|(known, _)| **known == symbol).map(|found| found.1);
        sections(Assembly::Grch38, &tabled(&models, number), &mut writer).unwrap();
        let file = IndexFile::from_bytes(writer.finish().bytes).unwrap();
        let table: Section<ckdb_core::knowledge::genome::ArchivedGenomeTable> =
            file.archive("genome/grch38", TABLE_VERSION).unwrap();
        let letters = file.section("letters/grch38").unwrap();
        let genome = table.get().unwrap().view(&letters);
        assert_eq!(genome.check(), Ok(()));
        assert_eq!((genome.row(0).unwrap().accession, genome.row(0).unwrap().gene), ("NM_2.1", 1));
        let nobody = tabled(&models, |_| None);
        let error = sections(Assembly::Grch38, &nobody, &mut Writer::new()).unwrap_err();
        assert!(error.to_string().contains("gene table: B"));
    }
}

mod tabled {

    use ckdb_build::import::genome_text::read_gene;
    use ckdb_build::models::{GeneModels, ModelsError};
    use ckdb_core::genome::Contig;
    use ckdb_core::genome::{Assembly, Interval, Sequence};
    use std::path::Path;

    fn add(models: &mut GeneModels, symbol: &str, accession: &str, contig: &str, exon: &str, windows: &str) {
        let text = format!(
            "ckdb-genome 1\nassembly GRCh38\ngene {symbol} - - -\nsource s\nrelease r\nlicence l\n\
            transcript {accession} - {contig} + cds=- phase=0 mane=- model=reference exons={exon}\n{windows}"
        );
        read_gene(Path::new(&format!("{symbol}.txt")), &text, models).unwrap();
    }

    fn three_genes() -> GeneModels {
        let mut models = GeneModels::new(Assembly::Grch38);
        add(&mut models, "B", "NM_2.1", "chr1", "11-14", ">chr1:11-14\nACGT\n>chr1:16-17\nCC\n");
        add(&mut models, "A", "NM_1.1", "chr1", "13-15", ">chr1:12-12\nC\n>chr1:13-15\nGTA\n");
        add(&mut models, "C", "NM_3.1", "chr2", "1-2", ">chr2:1-2\nTT\n");
        models.sort();
        models
    }

    #[test]
    fn overlapping_and_touching_windows_become_one() {
        let models = three_genes();
        let tabled = ckdb_build::models::tabled(&models, |symbol| Some(u32::from(symbol.as_bytes()[0])));
        assert_eq!(tabled.letters, b"ACGTACCTT");
        let genome = tabled.table.view(&tabled.letters);
        assert_eq!(genome.check(), Ok(()));
        let one = Contig::parse("1").unwrap().0;
        assert_eq!(genome.window(one, 10).unwrap().interval(), Interval::new(10, 17).unwrap());
        let named = genome.transcript("NM_1.1").unwrap();
        assert_eq!((named.transcript.gene, named.transcript.span().start()), (u32::from(b'A'), 12));
        assert_eq!(tabled.without_number, [""; 0]);
    }

    #[test]
    fn genes_without_a_number_are_left_out_and_named() {
        let tabled = ckdb_build::models::tabled(&three_genes(), |symbol| (symbol == "C").then_some(7));
        assert_eq!(tabled.without_number, ["A", "B"]);
        assert_eq!((tabled.letters.as_slice(), tabled.table.transcripts.len()), (&b"TT"[..], 1));
        assert_eq!(tabled.table.view(&tabled.letters).check(), Ok(()));
        let empty = ckdb_build::models::tabled(&GeneModels::new(Assembly::Grch37), |_| None);
        assert_eq!(empty.table.view(&empty.letters).check(), Ok(()));
    }

    #[test]
    fn contradictions_are_told_with_their_place() {
        assert_eq!(three_genes().check(), Ok(()));
        let mut models = three_genes();
        add(&mut models, "D", "NM_4.1", "chr1", "13-14", ">chr1:13-14\nGA\n");
        assert!(matches!(models.check(), Err(ModelsError::Letters { position: 14, .. })));
        // Behind a short window, the long one before it still counts.
        let mut models = three_genes();
        add(&mut models, "D", "NM_4.1", "chr1", "10-18", ">chr1:10-18\nTACGTACCA\n");
        assert_eq!(models.check(), Ok(()));
        add(&mut models, "E", "NM_5.1", "chr1", "17-18", ">chr1:17-18\nCC\n");
        assert!(matches!(models.check(), Err(ModelsError::Letters { position: 18, .. })));
        let mut models = three_genes();
        add(&mut models, "D", "NM_3.1", "chr3", "1-2", "");
        assert!(matches!(models.check(), Err(ModelsError::Accession { .. })));
    }
}
