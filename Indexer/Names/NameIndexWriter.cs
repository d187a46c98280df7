using System.Globalization;
using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Codecs.Lucene46;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Names;

/// <summary>Writes the names index of one run into an empty folder.</summary>
internal static class NameIndexWriter
{
    private const double BufferMebibytes = 64;
    private const int NamesBetweenChecks = 4_096;

    /// <param name="names">In key order. Documents keep that order, which is what makes search results come sorted.</param>
    /// <param name="progress">Told the number of names written, now and then.</param>
    /// <returns>Names written.</returns>
    public static long Write(string folder, string runSha256, NameCursor names, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var directory = NameIndexFormat.Open(folder);
        using var writer = new IndexWriter(directory, Configure());
        try
        {
            var written = AddAll(writer, names, progress, cancellationToken);
            writer.SetCommitData(new Dictionary<string, string>
            {
                [NameIndexFormat.VersionEntry] = NameIndexFormat.Version,
                [NameIndexFormat.RunEntry] = runSha256,
                [NameIndexFormat.NamesEntry] = written.ToString(CultureInfo.InvariantCulture),
            });
            writer.Commit();
            return written;
        }
        catch
        {
            writer.Rollback(); // else Dispose would commit what there is
            throw;
        }
    }

    private static IndexWriterConfig Configure() => new(LuceneVersion.LUCENE_48, null)
    {
        Codec = new NameIndexCodec(),
        OpenMode = OpenMode.CREATE,
        RAMBufferSizeMB = BufferMebibytes,
        UseCompoundFile = true,

        // Merges neighbours only, one at a time: documents stay in key order.
        MergePolicy = new LogByteSizeMergePolicy { NoCFSRatio = 1.0 },
        MergeScheduler = new SerialMergeScheduler(),
    };

    /// <summary>One document for each block of names.</summary>
    private static long AddAll(IndexWriter writer, NameCursor names, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var document = new BlockDocument();
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var written = 0L;
        while (names.MoveNext())
        {
            var length = RRsetKey.ReadOwner(names.Key, name);
            document.Add(names.Key, names.Sides, name[..length]);
            if (document.IsFull) document.AddTo(writer);

            if (++written % NamesBetweenChecks != 0) continue;
            progress?.Invoke(written);
            cancellationToken.ThrowIfCancellationRequested();
        }

        document.AddTo(writer);
        return written;
    }

    /// <summary>One document and its fields, filled again and again: Lucene copies what it indexes.</summary>
    private sealed class BlockDocument : IDisposable
    {
        private readonly TrigramTerms _trigrams = new();
        private readonly LabelTerms _labels = new();
        private readonly NameBlock _block = new();
        private readonly BytesRef _stored = new();
        private readonly Document _document;

        public BlockDocument() => _document =
        [
            new Field(NameIndexFormat.TrigramField, _trigrams, NameIndexFormat.TermsOnly),
            new Field(NameIndexFormat.LabelField, _labels, NameIndexFormat.TermsOnly),
            new BinaryDocValuesField(NameIndexFormat.BlockField, _stored),
        ];

        public bool IsFull => _block.Count == NameBlock.Capacity;

        public void Add(ReadOnlySpan<byte> key, NameSides sides, ReadOnlySpan<byte> name)
        {
            _block.Add(key, sides);
            _trigrams.Add(name);
            _labels.Add(name);
        }

        public void AddTo(IndexWriter writer)
        {
            if (_block.Count == 0) return;
            _stored.Bytes = _block.Octets;
            _stored.Length = _block.Length;
            writer.AddDocument(_document);
            _block.Clear();
            _trigrams.Forget();
            _labels.Forget();
        }

        public void Dispose()
        {
            _trigrams.Dispose();
            _labels.Dispose();
        }
    }
}

/// <summary>Lucene's stock codec with larger blocks of terms.</summary>
/// <remarks>
/// The block writer makes an automaton, some 40 KiB of garbage, for each block of terms: with the default of 25 to 48 terms that was a
/// third of all
/// garbage of a build and a fifth of its time. What is written is Lucene's own format, so it bears the stock name and any reader of that
/// format can read it.
/// </remarks>
[CodecName("Lucene46")]
internal sealed class NameIndexCodec : Lucene46Codec
{
    private const int LeastTermsPerBlock = 128;
    private const int MostTermsPerBlock = 2 * (LeastTermsPerBlock - 1);

    private readonly Lucene41PostingsFormat _terms = new(LeastTermsPerBlock, MostTermsPerBlock);

    public override PostingsFormat GetPostingsFormatForField(string field) => _terms;
}
