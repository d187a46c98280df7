using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Directory = Lucene.Net.Store.Directory;

namespace PassiveDns.Indexer.Names;

/// <summary>What writer and reader of a run's names index agree on (FORMAT.md, "names/").</summary>
internal static class NameIndexFormat
{
    /// <summary>Raised when the fields change: an index of another version is built anew.</summary>
    public const string Version = "1";

    public const string VersionEntry = "pdns-names-version";
    public const string RunEntry = "pdns-run-sha256";
    public const string NamesEntry = "pdns-names";

    /// <summary>Trigrams of the presentation texts of a block of names.</summary>
    public const string TrigramField = "trigram";

    /// <summary>The <see cref="NameBlock"/>, compressed (<see cref="NameSection"/>), as a doc value.</summary>
    public const string BlockField = "names";

    /// <summary>Terms are looked for, never counted, ranked or placed.</summary>
    public static readonly FieldType TermsOnly = CreateTermsOnly();

    /// <summary>Plain file reads: the memory mapped directory of this Lucene.Net can end the process when a reader is closed during a
    /// search.</summary>
    /// <remarks>Lucene's own lock is not taken: who builds holds the archive's lock, and an index that is read never changes.</remarks>
    public static Directory Open(string folder) => new NIOFSDirectory(folder, NoLockFactory.GetNoLockFactory());

    private static FieldType CreateTermsOnly()
    {
        var type = new FieldType { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY };
        type.Freeze();
        return type;
    }
}
