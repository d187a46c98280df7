using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Lucene.Net.Util.Automaton;

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

    /// <summary>The names that may match, in key order; null where the index cannot narrow them down. Dispose the index behind the
    /// cursor.</summary>
    public NameCursor? Candidates(NameMatcher matcher) => CreateQuery(matcher) is { } query ? new Blocks(this, query) : null;

    /// <summary>Reads every octet of the index and compares checksums; what is wrong as a clause for the user, null where all is
    /// well.</summary>
    public string? FindDamage()
    {
        try
        {
            _directory.CheckAll();
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

    private static BooleanQuery? CreateQuery(NameMatcher matcher)
    {
        IEnumerable<Query> conditions = matcher is FuzzyMatcher fuzzy
            ? fuzzy.Labels.Select(label => SimilarLabel(label, fuzzy.Distance))
            : TrigramTerms.Of(matcher.Pieces).Select(Trigram);
        var query = new BooleanQuery(disableCoord: true);
        foreach (var condition in conditions) query.Add(condition, Occur.MUST);
        return query.Clauses.Count == 0 ? null : query;
    }

    private static TermQuery Trigram(byte[] octets) => new TermQuery(new Term(NameIndexFormat.TrigramField, new BytesRef(octets)));

    /// <summary>All labels within a distance. Lucene's own FuzzyQuery would stop at the best fifty.</summary>
    private static AutomatonQuery SimilarLabel(byte[] label, int distance)
    {
        var text = LabelTerms.TextOf(label);
        var similar = new LevenshteinAutomata(text, withTranspositions: true).ToAutomaton(distance);
        return new AutomatonQuery(new Term(NameIndexFormat.LabelField, text), similar);
    }

    /// <summary>Walks over the names in the blocks of a query, segment by segment, which is in key order.</summary>
    private sealed class Blocks : NameCursor
    {
        private readonly NameIndexReader _index;
        private readonly Weight _weight;
        private readonly NameBlock.Reader _block = new();
        private readonly BytesRef _octets = new();
        private int _nextLeaf;
        private Scorer? _documents;
        private BinaryDocValues? _blocks;

        public Blocks(NameIndexReader index, Query query)
        {
            _index = index;
            _weight = new IndexSearcher(index._reader).CreateNormalizedWeight(query);
        }

        public override ReadOnlySpan<byte> Key => _block.Key;

        public override NameSides Sides => _block.Sides;

        public override bool MoveNext()
        {
            while (!_block.MoveNext())
            {
                if (!MoveNextBlock()) return false;
            }

            return true;
        }

        public override void Dispose()
        {
            // The index stays open for its owner.
        }

        private bool MoveNextBlock()
        {
            while (_documents is null || _documents.NextDoc() == DocIdSetIterator.NO_MORE_DOCS)
            {
                if (_nextLeaf == _index._reader.Leaves.Count) return false;
                var leaf = _index._reader.Leaves[_nextLeaf++];
                _documents = _weight.GetScorer(leaf, null);
                _blocks = leaf.AtomicReader.GetBinaryDocValues(NameIndexFormat.BlockField);
            }

            _blocks!.Get(_documents.DocID, _octets);
            _block.Open(_octets.Bytes.AsMemory(_octets.Offset, _octets.Length));
            return true;
        }
    }
}
