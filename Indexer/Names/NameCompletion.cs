using System.Buffers;
using System.Diagnostics;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>Finds names of an archive while they are typed, in some milliseconds: those that people are likely to mean.</summary>
/// <remarks>
/// <para>
/// The registered domains are held as text, so that those that begin with what was typed are found at once; so are names of which the first labels and a part
/// of the domain were typed. A jump into the runs tells whether there is such a name. Names of which only a part of the first label was typed, and
/// which lie below a domain, are found by the names indexes, or by looking at all names of a small run, as many as there is time for.
/// </para>
/// <para>Any thread may call. Before <see cref="Prepare"/> nothing is found.</para>
/// </remarks>
public sealed class NameCompletion : IDisposable
{
    /// <summary>Domains that are looked at for names in them.</summary>
    private const int MostDomains = 256;

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly Archive _archive;
    private readonly NameSides _sides;
    private readonly TimeSpan _budget;
    private readonly Lock _gate = new(); // of all below, and of the indexes while they are read
    private readonly Dictionary<string, NameIndexReader?> _runs = new(StringComparer.Ordinal); // whose domains are known, with their indexes
    private DomainTexts _domains = DomainTexts.None;

    /// <param name="inRData">Only names in rdata are wanted, as for name servers; otherwise owners as well.</param>
    public NameCompletion(Archive archive, bool inRData = false)
        : this(archive, inRData, TimeSpan.FromMilliseconds(18))
    {
    }

    /// <param name="budget">After it what was found so far has to do; half of it is for names in domains.</param>
    internal NameCompletion(Archive archive, bool inRData, TimeSpan budget)
    {
        _archive = archive;
        _budget = budget;
        _sides = inRData ? NameSides.RData : NameSides.Owner | NameSides.RData;
    }

    /// <summary>Reads the names of the runs that are new since the last time, some ten million a second: for a thread that has the time, at the start and after commits.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted: the runs read until then are known.</exception>
    public void Prepare(CancellationToken interruption = default)
    {
        using var state = _archive.HoldState();
        foreach (var run in state.Runs.Where(run => !_runs.ContainsKey(run.Name)).ToList())
        {
            var domains = _domains.With(DomainsOf(run, interruption));
            var index = run.Manifest.RRsets < NameIndex.DefaultThreshold ? null : NameIndexReader.Open(_archive.Layout.NamesOf(run.Name), run.Manifest.RRsetFile.Sha256, out _);
            lock (_gate) (_domains, _runs[run.Name]) = (domains, index);
        }

        foreach (var gone in _runs.Keys.Except(state.Runs.Select(run => run.Name)).ToList())
        {
            lock (_gate)
            {
                _runs[gone]?.Dispose();
                _runs.Remove(gone);
            }
        }
    }

    /// <summary>Names, or domains that have names below them, that begin with what was typed: few labels and short ones first.</summary>
    /// <param name="typed">The beginning of a name in presentation format, in any letter case.</param>
    /// <param name="limit">Most names.</param>
    /// <returns>Presentation format, lower case, with the final dot. None for what is the beginning of no name, or of one with characters that hosts have not.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public IReadOnlyList<string> Find(string typed, int limit, CancellationToken interruption = default)
    {
        var began = Stopwatch.GetTimestamp();
        typed = typed.ToLowerInvariant();
        if (!IsBeginning(typed)) return [];
        lock (_gate)
        {
            using var state = _archive.HoldState();
            using var names = new NameSeeker(state.Runs, _sides, _archive.Cache, _archive.Lost);
            var found = new HashSet<string>(StringComparer.Ordinal);
            var labels = typed.Split('.');
            for (var before = 0; before < labels.Length && found.Count < limit && !IsLate(_budget / 2); before++)
                AddInDomains(labels[..before], string.Join('.', labels[before..]), found);
            if (found.Count < limit) AddDeeper(state);
            return [.. found.OrderBy(name => name.Count(character => character == '.')).ThenBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).Take(limit)];

            void AddInDomains(string[] first, string beginning, HashSet<string> found)
            {
                foreach (var place in _domains.Shortest(Encoding.ASCII.GetBytes(beginning), first.Length == 0 ? limit : MostDomains))
                {
                    if (found.Count >= limit || IsLate(_budget / 2)) return;
                    var name = string.Concat(first.Select(label => label + ".")) + Encoding.ASCII.GetString(_domains[place]);
                    if (IsThere(names, name)) found.Add(name);
                }
            }

            void AddDeeper(ArchiveState state)
            {
                var matcher = NameMatcher.Create(new NameQuery { Pattern = typed + "*", Kind = NamePatternKind.Glob });
                foreach (var run in state.Runs)
                {
                    if (!_runs.TryGetValue(run.Name, out var index)) continue;
                    Func<NameMatcher, NameBlocks> open = index is null ? _ => new GatheredNames(NamedRun.Of(run, _archive.Lost).OpenNames()) : index.Candidates;
                    foreach (var name in Matches(open, matcher, () => IsLate(_budget)))
                    {
                        if (found.Add(name) && found.Count >= 4 * limit) return;
                    }
                }
            }
        }

        bool IsLate(TimeSpan budget)
        {
            interruption.ThrowIfCancellationRequested();
            return Stopwatch.GetElapsedTime(began) > budget;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var index in _runs.Values) index?.Dispose();
            _runs.Clear();
        }
    }

    private static bool IsBeginning(string typed)
    {
        if (typed.Length is 0 or > DomainName.MaxLength || typed.AsSpan().ContainsAnyExcept(Plain)) return false;
        var labels = typed.Split('.');
        return labels.All(label => label.Length <= DomainName.MaxLabelLength) && labels[..^1].All(label => label.Length > 0);
    }

    private static bool IsThere(NameSeeker names, string name)
    {
        if (DomainNameFormat.Parse(name) is not { } wire) return false;
        Span<byte> subtree = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        subtree = subtree[..RRsetKey.WriteSubtree(wire, subtree)];
        return names.Seek(subtree, subtree);
    }

    /// <param name="open">The names among which to look, by an index or all of a run.</param>
    private List<string> Matches(Func<NameMatcher, NameBlocks> open, NameMatcher matcher, Func<bool> isLate)
    {
        var found = new List<string>();
        try
        {
            var name = new byte[DomainName.MaxLength];
            using var names = new MatchingNames(open(matcher), matcher, isLate);
            while (found.Count < MostDomains && names.MoveNext())
            {
                if ((names.Sides & _sides) != 0 && RRsetKey.ReadOwner(names.Key, name) is var length and > 0)
                    found.Add(DomainNameFormat.ToText(name.AsSpan(0, length)));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A damaged index offers nothing: a search tells of it.
        }

        return found;
    }

    /// <summary>The domains of a run's names, each at least once. Names come in the order of their last labels, so that the list is asked once for a domain.</summary>
    private List<string> DomainsOf(Run run, CancellationToken interruption)
    {
        var domains = new List<string>();
        var last = new OctetBuffer(); // key of the latest domain's subtree
        var name = new byte[DomainName.MaxLength];
        Span<byte> subtree = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        IKeyCursor[] sides = _sides == NameSides.RData ? [run.OpenTargetNames(_archive.Lost)] : [run.OpenOwners(_archive.Lost), run.OpenTargetNames(_archive.Lost)];
        foreach (var keys in sides)
        {
            using (keys)
            {
                for (var looked = 0; keys.MoveNext(); looked++)
                {
                    if ((looked & 0xFFFF) == 0) interruption.ThrowIfCancellationRequested();
                    if (last.Length > 0 && keys.Key.StartsWith(last.Span)) continue;
                    if (keys.Key.Length > RRsetKey.MaxOwnerKeyLength || RRsetKey.ReadOwner(keys.Key, name) is var length && length <= DomainName.Root.Length) continue;
                    var domain = _archive.Suffixes.DomainOf(name.AsSpan(0, length), SuffixRules.Private);
                    var isSuffix = _archive.Suffixes.SuffixOf(domain, SuffixRules.Private).Length == domain.Length; // below it there are others
                    last.Replace(0, isSuffix ? [] : subtree[..RRsetKey.WriteSubtree(domain, subtree)]);
                    if (DomainNameFormat.ToText(domain) is var text && !text.AsSpan().ContainsAnyExcept(Plain)) domains.Add(text);
                }
            }

            last.Replace(0, []);
        }

        return domains;
    }
}
