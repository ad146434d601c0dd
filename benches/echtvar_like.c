/* What echtvar does, on what echtvar stands on: a peer for `make bench-peers`, because neither Debian nor crates.io offers echtvar itself.
 *
 * `echtvar_like TABLE.vcf.gz IN.vcf.gz OUT.vcf.gz THREADS` reads the alleles of TABLE into bins of 2^20 letters with sorted 32-bit keys (20
 * bits of place, 12 of letters; longer alleles in a list beside them), as described by Pedersen and de Ridder 2022
 * (doi:10.1093/nar/gkac931); reads and writes records through htslib; and puts KNOWN of TABLE on each record whose allele is there. It reads
 * one ALT a record, as echtvar wants its input, and writes nothing where nothing is found, where echtvar writes a value: a peer may do
 * less. The code is ours; cc -O2 echtvar_like.c -lhts. */

#include <htslib/vcf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIN 20
#define BINS 512 /* 2^29 letters: longer than any chromosome of people */
#define CONTIGS 64

typedef struct { uint32_t key; char *value; } Short;
typedef struct { uint32_t place; char *letters; char *value; } Long;
typedef struct { Short *shorts; int n_shorts, m_shorts; Long *longs; int n_longs, m_longs; } Bin;

static Bin bins[CONTIGS][BINS];
static char *names[CONTIGS];
static int contigs = 0;

static void fail(const char *what) { fprintf(stderr, "echtvar_like: %s\n", what); exit(1); }

/* Twelve bits for up to four letters on both sides; 0 for more, or for letters that are no bases. */
static int key_of(uint32_t place, const char *ref, const char *alt, uint32_t *key) {
    size_t left = strlen(ref), right = strlen(alt);
    if (left + right > 4 || left > 3 || right > 3) return 0;
    uint32_t letters = 0;
    for (int side = 0; side < 2; side++)
        for (const char *letter = side ? alt : ref; *letter; letter++) {
            const char *base = strchr("ACGT", *letter);
            if (!base) return 0;
            letters = letters << 2 | (uint32_t)(base - "ACGT");
        }
    *key = (place & ((1u << BIN) - 1)) << 12 | (uint32_t)(left << 2 | right) << 8 | letters;
    return 1;
}

static int by_key(const void *a, const void *b) {
    uint32_t left = ((const Short *)a)->key, right = ((const Short *)b)->key;
    return left < right ? -1 : left > right;
}

static int by_letters(const void *a, const void *b) {
    const Long *left = a, *right = b;
    if (left->place != right->place) return left->place < right->place ? -1 : 1;
    return strcmp(left->letters, right->letters);
}

static char *joined(char *into, const char *ref, const char *alt) {
    strcpy(into, ref);
    strcat(into, ">");
    return strcat(into, alt);
}

static int contig_of(const char *name, int make) {
    for (int number = 0; number < contigs; number++)
        if (!strcmp(names[number], name)) return number;
    if (!make) return -1;
    if (contigs == CONTIGS) fail("more contigs than expected");
    names[contigs] = strdup(name);
    return contigs++;
}

static void *one_more(void *list, int count, int *room, size_t each) {
    if (count < *room) return list;
    *room = *room ? *room * 2 : 8;
    return realloc(list, (size_t)*room * each);
}

static void read_table(const char *path) {
    htsFile *file = bcf_open(path, "r");
    bcf_hdr_t *header = file ? bcf_hdr_read(file) : NULL;
    if (!header) fail("the table cannot be read");
    bcf1_t *record = bcf_init();
    char *text = NULL;
    int room = 0;
    while (bcf_read(file, header, record) == 0) {
        bcf_unpack(record, BCF_UN_INFO);
        if (record->n_allele != 2 || record->pos >> BIN >= BINS) continue;
        const char *ref = record->d.allele[0], *alt = record->d.allele[1];
        Bin *bin = &bins[contig_of(bcf_seqname(header, record), 1)][record->pos >> BIN];
        int found = bcf_get_info_string(header, record, "KNOWN", &text, &room);
        char *value = strdup(found > 0 ? text : ".");
        uint32_t key, place = (uint32_t)record->pos;
        if (key_of(place, ref, alt, &key)) {
            bin->shorts = one_more(bin->shorts, bin->n_shorts, &bin->m_shorts, sizeof(Short));
            bin->shorts[bin->n_shorts++] = (Short){key, value};
        } else {
            bin->longs = one_more(bin->longs, bin->n_longs, &bin->m_longs, sizeof(Long));
            bin->longs[bin->n_longs++] = (Long){place, joined(malloc(strlen(ref) + strlen(alt) + 2), ref, alt), value};
        }
    }
    for (int contig = 0; contig < contigs; contig++)
        for (int number = 0; number < BINS; number++) {
            Bin *bin = &bins[contig][number];
            if (bin->n_shorts) qsort(bin->shorts, (size_t)bin->n_shorts, sizeof(Short), by_key);
            if (bin->n_longs) qsort(bin->longs, (size_t)bin->n_longs, sizeof(Long), by_letters);
        }
    free(text);
    bcf_destroy(record);
    bcf_hdr_destroy(header);
    bcf_close(file);
}

int main(int count, char **words) {
    if (count != 5) fail("usage: TABLE IN OUT THREADS");
    read_table(words[1]);
    htsFile *in = bcf_open(words[2], "r"), *out = bcf_open(words[3], "wz");
    bcf_hdr_t *header = in ? bcf_hdr_read(in) : NULL;
    if (!header || !out) fail("the input cannot be read or the output not be made");
    hts_set_threads(in, atoi(words[4]));
    hts_set_threads(out, atoi(words[4]));
    bcf_hdr_append(header, "##INFO=<ID=KNOWN,Number=1,Type=String,Description=\"Known\">");
    if (bcf_hdr_sync(header) < 0 || bcf_hdr_write(out, header) < 0) fail("the header cannot be written");
    bcf1_t *record = bcf_init();
    char *letters = NULL;
    size_t room = 0;
    long met = 0;
    int rid = -1, contig = -1;
    while (bcf_read(in, header, record) == 0) {
        bcf_unpack(record, BCF_UN_STR);
        if (record->rid != rid) {
            rid = record->rid;
            contig = contig_of(bcf_seqname(header, record), 0);
        }
        const char *value = NULL;
        if (contig >= 0 && record->n_allele == 2 && record->pos >> BIN < BINS) {
            const Bin *bin = &bins[contig][record->pos >> BIN];
            const char *ref = record->d.allele[0], *alt = record->d.allele[1];
            uint32_t key;
            if (key_of((uint32_t)record->pos, ref, alt, &key)) {
                Short wanted = {key, NULL};
                const Short *found = bin->n_shorts ? bsearch(&wanted, bin->shorts, (size_t)bin->n_shorts, sizeof(Short), by_key) : NULL;
                value = found ? found->value : NULL;
            } else if (bin->n_longs) {
                size_t needed = strlen(ref) + strlen(alt) + 2;
                if (needed > room) letters = realloc(letters, room = needed * 2);
                Long wanted = {(uint32_t)record->pos, joined(letters, ref, alt), NULL};
                const Long *found = bsearch(&wanted, bin->longs, (size_t)bin->n_longs, sizeof(Long), by_letters);
                value = found ? found->value : NULL;
            }
        }
        if (value) {
            met++;
            if (bcf_update_info_string(header, record, "KNOWN", value) < 0) fail("a value cannot be put on a record");
        }
        if (bcf_write(out, header, record) < 0) fail("a record cannot be written");
    }
    if (bcf_close(out) < 0) fail("the output cannot be closed");
    fprintf(stderr, "%ld found\n", met);
    return 0;
}
