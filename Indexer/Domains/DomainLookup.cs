using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>A question about domains.</summary>
public sealed record DomainQuery
{
    /// <summary>Only domains at or below this one, or the one that it lies in; wire format, lower case. The root stands for all.</summary>
    public ReadOnlyMemory<byte> Name { get; init; } = DomainName.Root.ToArray();

    /// <summary>What a registered domain is.</summary>
    public SuffixRules Rules { get; init; }

    /// <summary>A result for each day, in place of one for all of them.</summary>
    public bool ByDay { get; init; }

    /// <summary>First UTC day that counts, from 1970-01-01.</summary>
    public int FirstDay { get; init; } = int.MinValue;

    /// <summary>Last UTC day that counts.</summary>
    public int LastDay { get; init; } = int.MaxValue;
}

/// <summary>What was counted of the queries for a registered domain, on a day or on several.</summary>
public sealed class DomainStatistics
{
    private readonly SortedSet<int> _days = [];

    internal DomainStatistics(byte[] domain) => Domain = domain;

    /// <summary>Wire format, lower case. A public suffix stands for the queries for itself.</summary>
    public ReadOnlyMemory<byte> Domain { get; }

    /// <summary>UTC days on which queries were seen, from 1970-01-01, ascending.</summary>
    public IReadOnlyCollection<int> Days => _days;

    public DomainFigures Figures { get; private set; }

    /// <summary>Of the different names.</summary>
    public NameSample Names { get; } = new();

    /// <summary>Exact or an estimate: see <see cref="NameSample.DistinctNames"/>. Never above the number of queries.</summary>
    public long DistinctNames => Math.Min(Names.DistinctNames, Figures.Queries);

    /// <inheritdoc cref="NameSample.Information"/>
    public long Information => Names.Information(Domain.Span, DistinctNames);

    /// <summary>Octets of the longest name below the domain, in wire format without what they share.</summary>
    public int LongestLabels => Math.Max(0, Figures.LongestName - Domain.Length);

    /// <summary>Octets of the mean response; 0 where the capture has none whole.</summary>
    public double MeanResponse => Figures.WholeResponses == 0 ? 0 : (double)Figures.ResponseOctets / Figures.WholeResponses;

    internal void Add(int day, DomainRow row)
    {
        _days.Add(day);
        var figures = Figures;
        figures.Add(row.Figures);
        Figures = figures;
        Names.Add(row.Names);
    }
}

/// <summary>Puts together what runs, sources, days and, below a registry's domain, companies' customers have of a domain.</summary>
internal static class DomainLookup
{
    /// <summary>Results in the order of the keys, but that a domain comes behind those below it.</summary>
    public static IEnumerable<DomainStatistics> Find(ArchiveState state, DomainQuery query, PublicSuffixList suffixes, LostBlocks lost)
    {
        var subtree = Subtree(suffixes.DomainOf(query.Name.Span, query.Rules));
        var isOneSided = state.Sources.Select(source => source.IsOneSided).ToArray();
        var inputs = new List<(IDomainCursor, int[])>();
        for (var i = 0; i < state.Runs.Count; i++)
        {
            if (state.Runs[i].OpenDomains(lost: lost) is { } domains) inputs.Add((new SubtreeCursor(domains, subtree), state.SourceMaps[i]));
        }

        using var merge = new DomainMerge(inputs);
        var open = new Stack<Group>(); // each in the subtree of the one below it
        while (merge.MoveNext())
        {
            while (open.TryPeek(out var left) && !merge.Key.StartsWith(left.Subtree))
            {
                foreach (var result in open.Pop().Results) yield return result;
            }

            if (DomainKey.Day(merge.Key) is var day && day >= query.FirstDay && day <= query.LastDay) Add(merge, day);
        }

        while (open.TryPop(out var last))
        {
            foreach (var result in last.Results) yield return result;
        }

        void Add(DomainMerge entry, int day)
        {
            for (var i = 0; i < entry.Rows.Count; i++)
            {
                var row = entry.Rows[i];
                if (row.Status == SightingStatus.Matched || isOneSided[row.Source]) GroupOf(entry.Key).Add(query.ByDay ? day : 0, day, row);
            }
        }

        Group GroupOf(ReadOnlySpan<byte> key)
        {
            Span<byte> domain = stackalloc byte[DomainName.MaxLength];
            domain = domain[..DomainKey.ReadDomain(key, domain)];
            var registered = suffixes.DomainOf(domain, query.Rules);
            foreach (var known in open)
            {
                if (known.Domain.AsSpan().SequenceEqual(registered)) return known;
            }

            open.Push(new Group(registered.ToArray(), Subtree(registered)));
            return open.Peek();
        }
    }

    private static byte[] Subtree(ReadOnlySpan<byte> domain)
    {
        Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteSubtree(domain, key)].ToArray();
    }

    /// <summary>A domain whose last entry has not been met yet.</summary>
    private sealed class Group(byte[] domain, byte[] subtree)
    {
        private readonly SortedDictionary<int, DomainStatistics> _results = [];

        public byte[] Domain => domain;

        public byte[] Subtree => subtree;

        public IEnumerable<DomainStatistics> Results => _results.Values;

        public void Add(int result, int day, DomainRow row)
        {
            if (!_results.TryGetValue(result, out var statistics)) _results.Add(result, statistics = new DomainStatistics(domain));
            statistics.Add(day, row);
        }
    }

    /// <summary>The part of a run that lies in a subtree.</summary>
    private sealed class SubtreeCursor : IDomainCursor
    {
        private readonly DomainRunCursor _domains;
        private readonly byte[] _prefix;

        public SubtreeCursor(DomainRunCursor domains, byte[] prefix)
        {
            (_domains, _prefix) = (domains, prefix);
            _domains.Seek(prefix);
        }

        public ReadOnlySpan<byte> Key => _domains.Key;

        public DomainRows Rows => _domains.Rows;

        public bool MoveNext() => _domains.MoveNext() && Key.StartsWith(_prefix);

        public void Dispose() => _domains.Dispose();
    }
}
