using System.Buffers;
using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace PassiveDns.Indexer.Names;

/// <summary>Reads the names index of one run. Any exception of its members means that the index is damaged: scan the run instead.</summary>
internal sealed class NameIndexReader : IDisposable
{
    private readonly CheckedDirectory _directory;
    private readonly DirectoryReader _reader;

    private NameIndexReader(CheckedDirectory directory, DirectoryReader reader)
    {
        _directory = directory;
        _reader = reader;
    }

    /// <summary>Opens the index of a run; null and the reason, a clause for the user, where it cannot serve.</summary>
    public static NameIndexReader? Open(string folder, string runSha256, out string reason)
    {
        reason = "no index";
        if (!Directory.Exists(folder)) return null;
        CheckedDirectory? directory = null;
        DirectoryReader? reader = null;
        try
        {
            directory = CheckedDirectory.Open(folder);
            reader = DirectoryReader.Open(directory);
            reason = WhyNotOf(runSha256, reader);
            if (reason.Length == 0) return new NameIndexReader(directory, reader);
        }
        catch (Exception e)
        {
            reason = e is IndexNotFoundException ? "index unfinished" : Damaged(e);
        }

        reader?.Dispose();
        directory?.Dispose();
        return null;
    }

    /// <summary>The blocks that may have names that match: all of them where the index cannot narrow them down. Dispose the index behind
    /// them.</summary>
    public NameBlocks Candidates(NameMatcher matcher) => new Blocks(this, CreateQuery(matcher));

    /// <summary>Reads every octet of the index and compares checksums; what is wrong as a clause for the user, null where all is
    /// well.</summary>
    public string? FindDamage() => Find(_directory.CheckAll);

    /// <summary>As <see cref="FindDamage"/>, of the files' ends alone.</summary>
    public string? FindCut() => Find(_directory.CheckEnds);

    private static string? Find(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (Exception e)
        {
            return Damaged(e);
        }
    }

    /// <summary>Lucene answers damage with whatever its decoders run into.</summary>
    public static string Damaged(Exception e) => $"index damaged ({e.GetType().Name})";

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }

    private static string WhyNotOf(string runSha256, DirectoryReader reader)
    {
        var entries = reader.IndexCommit.UserData;
        if (!entries.TryGetValue(NameIndexFormat.VersionEntry, out var version)) return "index unfinished";
        if (version != NameIndexFormat.Version) return $"index of version {version}, expected {NameIndexFormat.Version}";
        if (!entries.TryGetValue(NameIndexFormat.RunEntry, out var run) || run != runSha256) return "index of another run";
        return entries.TryGetValue(NameIndexFormat.NamesEntry, out var names)
               && long.TryParse(names, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
               && reader.NumDocs == (count + NameBlock.Capacity - 1) / NameBlock.Capacity
            ? ""
            : "index incomplete";
    }

    /// <summary>The blocks that contain the matcher's trigrams, as many as a matching name has of them.</summary>
    private static Query CreateQuery(NameMatcher matcher)
    {
        var trigrams = TrigramTerms.Of(matcher.Pieces).ToList();
        var least = trigrams.Count - matcher.TrigramsLost;
        if (least <= 0) return new MatchAllDocsQuery();
        var query = new BooleanQuery(disableCoord: true) { MinimumNumberShouldMatch = matcher.TrigramsLost == 0 ? 0 : least };
        foreach (var trigram in trigrams)
        {
            var term = new Term(NameIndexFormat.TrigramField, new BytesRef(trigram));
            query.Add(new TermQuery(term), matcher.TrigramsLost == 0 ? Occur.MUST : Occur.SHOULD);
        }

        return query;
    }

    /// <summary>Walks over the blocks of a query, segment by segment, which is in key order.</summary>
    private sealed class Blocks : NameBlocks
    {
        private readonly NameIndexReader _index;
        private readonly Weight _weight;
        private readonly BytesRef _section = new();
        private int _nextLeaf;
        private Scorer? _documents;
        private BinaryDocValues? _blocks;

        public Blocks(NameIndexReader index, Query query)
        {
            _index = index;
            _weight = new IndexSearcher(index._reader).CreateNormalizedWeight(query);
        }

        public override bool MoveNext(ExpandedNames names)
        {
            while (_documents is null || _documents.NextDoc() == DocIdSetIterator.NO_MORE_DOCS)
            {
                if (_nextLeaf == _index._reader.Leaves.Count) return false;
                var leaf = _index._reader.Leaves[_nextLeaf++];
                _documents = _weight.GetScorer(leaf, null);
                _blocks = leaf.AtomicReader.GetBinaryDocValues(NameIndexFormat.BlockField);
            }

            _blocks!.Get(_documents.DocID, _section);
            var block = ArrayPool<byte>.Shared.Rent(NameBlock.MaxLength); // not held: runs may be many
            var length = NameSection.Expand(_section.Bytes.AsSpan(_section.Offset, _section.Length), block);
            names.Expand(block.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(block);
            return true;
        }

        public override void Dispose()
        {
            // The index stays open for its owner.
        }
    }
}
