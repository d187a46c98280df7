using System.Collections;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Names;

/// <summary>A search for names over all live runs: enumerate it for the matches, in key order, each name once, as they are found.</summary>
/// <remarks>
/// All names of the archive are searched, whatever the status of their sightings: look a name up to see what is known of it.
/// Enumerated again, it searches again.
/// </remarks>
public sealed class NameSearch : IEnumerable<NameMatch>
{
    private readonly Func<NamedRuns> _hold;
    private readonly ArchiveLayout _layout;
    private readonly long _threshold;
    private readonly NameQuery _query;
    private readonly NameMatcher _matcher;
    private readonly CancellationToken _cancellationToken;

    internal NameSearch(
        ArchiveLayout layout, Func<NamedRuns> hold, NameQuery query, long threshold, CancellationToken cancellationToken)
    {
        _layout = layout;
        _hold = hold;
        _threshold = threshold;
        _query = query;
        _matcher = NameMatcher.Create(query);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Prepares a search of the runs that are live when it is enumerated.</summary>
    /// <exception cref="NamePatternException">The pattern cannot be searched for.</exception>
    public static NameSearch Find(Archive archive, NameQuery query, CancellationToken cancellationToken = default) =>
        Find(archive, query, NameIndex.DefaultThreshold, cancellationToken);

    /// <param name="threshold">Runs with fewer RRsets are scanned.</param>
    internal static NameSearch Find(Archive archive, NameQuery query, long threshold, CancellationToken cancellationToken = default) =>
        new(archive.Layout, () => NamedRun.Hold(archive, archive.Lost), query, threshold, cancellationToken);

    /// <summary>How the latest enumeration went, as far as it got.</summary>
    public NameSearchReport Report { get; private set; } = new();

    /// <remarks>Names in a damaged part of a run are left out: <see cref="Archive.LostParts"/> tells of it afterwards.</remarks>
    /// <exception cref="OperationCanceledException">While the matches are read.</exception>
    public IEnumerator<NameMatch> GetEnumerator()
    {
        Report = new NameSearchReport();
        using var held = _hold();
        using var names = Open(held.Runs);
        var name = new byte[DomainName.MaxLength];
        for (var left = _query.Limit ?? long.MaxValue; left > 0 && names.MoveNext(); left--)
        {
            var length = RRsetKey.ReadOwner(names.Key, name);
            var sides = names.Sides;
            yield return new NameMatch(name.AsSpan(0, length).ToArray(), sides.HasFlag(NameSides.Owner), sides.HasFlag(NameSides.RData));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private MergedNames Open(IReadOnlyList<NamedRun> runs)
    {
        var searches = new List<NameCursor>();
        try
        {
            foreach (var run in runs)
            {
                var search = new RunNameSearch(run, _layout.NamesOf(run.Name), _threshold, _matcher, _cancellationToken);
                searches.Add(search);
                Report.Add(() => search.Report);
            }
        }
        catch
        {
            foreach (var search in searches) search.Dispose();
            throw;
        }

        return new MergedNames(searches);
    }
}
