using System.Globalization;
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
    /// <param name="bufferMebibytes">What a segment may take in memory before it is written.</param>
    /// <returns>Names written.</returns>
    public static long Write(
        string folder,
        string runSha256,
        NameCursor names,
        Action<long>? progress,
        CancellationToken cancellationToken,
        double bufferMebibytes = BufferMebibytes)
    {
        using var directory = NameIndexFormat.Open(folder);
        using var writer = new IndexWriter(directory, Configure(bufferMebibytes));
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

    private static IndexWriterConfig Configure(double bufferMebibytes) => new(LuceneVersion.LUCENE_48, null)
    {
        OpenMode = OpenMode.CREATE,
        RAMBufferSizeMB = bufferMebibytes,
        UseCompoundFile = true,

        // Documents stay in key order, within a segment and from one to the next. A segment holds what the buffer does: millions of names.
        MergePolicy = NoMergePolicy.COMPOUND_FILES,
        MergeScheduler = NoMergeScheduler.INSTANCE,
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
        private readonly NameBlock _block = new();
        private readonly byte[] _section = new byte[NameSection.MaxLength];
        private readonly BytesRef _stored = new();
        private readonly Document _document;

        public BlockDocument() => _document =
        [
            new Field(NameIndexFormat.TrigramField, _trigrams, NameIndexFormat.TermsOnly),
            new BinaryDocValuesField(NameIndexFormat.BlockField, _stored),
        ];

        public bool IsFull => _block.Count == NameBlock.Capacity;

        public void Add(ReadOnlySpan<byte> key, NameSides sides, ReadOnlySpan<byte> name)
        {
            _block.Add(key, sides);
            _trigrams.Add(name);
        }

        public void AddTo(IndexWriter writer)
        {
            if (_block.Count == 0) return;
            _stored.Bytes = _section;
            _stored.Length = NameSection.Write(_block.Octets.AsSpan(0, _block.Length), _section);
            writer.AddDocument(_document);
            _block.Clear();
            _trigrams.Forget();
        }

        public void Dispose() => _trigrams.Dispose();
    }
}
