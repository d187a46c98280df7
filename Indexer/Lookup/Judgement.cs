using System.Runtime.InteropServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Which sightings make up which results: the one place that knows how <see cref="StatusFilter"/>, one-sided sources and bailiwick work together.</summary>
/// <remarks>
/// Sightings of an RRset in different bailiwicks are results of their own, since the bailiwick is part of what identifies an RRset; those of a negative
/// answer, which names its zone itself, are one result, whatever zone their servers were verified for. Nothing is
/// allocated while sightings are looked at: most of what a large question passes over is known by its window not to be wanted.
/// </remarks>
internal sealed class Judgement(RRsetQuery query, IReadOnlyList<SourceRecord> sources, ZonePath zones)
{
    private readonly List<Result> _results = [];
    private readonly List<Sighting> _sightings = [];
    private readonly List<int> _resultOf = []; // of each sighting
    private readonly List<int> _order = []; // of the results: by status, then by bailiwick
    private readonly bool[]? _isWanted = query.Captures is { } captures ? [.. sources.Select(source => captures.Contains(source.Sha256))] : null;
    private readonly byte _apexLabels = query.Bailiwick.IsEmpty ? RRsetKey.NoBailiwick : (byte)(1 + DomainName.LabelCount(query.Bailiwick.Span));

    /// <summary>Those that were admitted, of all results, as they were judged; valid until the next judgement.</summary>
    public ReadOnlySpan<Sighting> Sightings => CollectionsMarshal.AsSpan(_sightings);

    /// <summary>Judges the sightings of an RRset, and forgets those of the one before.</summary>
    /// <returns>The results that it gives.</returns>
    public int Judge(ReadOnlySpan<byte> key, ReadOnlySpan<Sighting> sightings)
    {
        _results.Clear();
        _sightings.Clear();
        _resultOf.Clear();
        _order.Clear();
        var ownerLength = RRsetKey.OwnerLength(key);
        var isNegative = RRsetKeyParts.IsNegative(key, ownerLength);
        foreach (ref readonly var sighting in sightings)
        {
            if (query.Vantage is { } vantage && sighting.Vantage != vantage) continue;
            if (_isWanted?[sighting.Source] == false) continue;
            var (status, bailiwick) = StatusOf(key, ownerLength, sighting);
            if (!IsAdmitted(status) || (_apexLabels != RRsetKey.NoBailiwick && bailiwick != _apexLabels)) continue;
            _resultOf.Add(Enter(status, isNegative ? RRsetKey.NegativeMark : bailiwick, sighting.Window));
            _sightings.Add(sighting with { Status = status });
        }

        return _results.Count;
    }

    /// <summary>The window of a result.</summary>
    /// <param name="place">Its place among them.</param>
    public TimeWindow Window(int place) => _results[_order[place]].Window;

    /// <param name="place">Its place among the results.</param>
    /// <param name="key">Of the RRset that was judged.</param>
    public RRset Make(int place, ReadOnlySpan<byte> key)
    {
        var result = _order[place];
        var ofResult = new byte[key.Length];
        key.CopyTo(ofResult);
        ofResult[RRsetKey.OwnerLength(key) + 2] = _results[result].Bailiwick;
        var sightings = new Sighting[_results[result].Sightings];
        for (int i = 0, count = 0; i < _sightings.Count; i++)
        {
            if (_resultOf[i] == result) sightings[count++] = _sightings[i];
        }

        return new RRset(ofResult, sightings);
    }

    private (SightingStatus Status, byte Bailiwick) StatusOf(ReadOnlySpan<byte> key, int ownerLength, in Sighting sighting)
    {
        var known = RRsetKeyParts.Bailiwick(key, ownerLength);

        // A source without queries can have no matched response: there, unsolicited ones count as such.
        var isOneSided = sighting.Status == SightingStatus.Unsolicited && sources[sighting.Source].IsOneSided;
        var status = isOneSided ? SightingStatus.Matched : sighting.Status;
        if (sighting.Server.IsNone) return (status, known);

        zones.MoveTo(key[..ownerLength]);
        if (zones.FindZone(sighting.Server, sighting.Window) is { } labels) return (status, (byte)(labels + 1));
        return (sighting.IsForeign && zones.IsKnown(sighting.Server, sighting.Window) ? SightingStatus.Quarantined : status, known);
    }

    private bool IsAdmitted(SightingStatus status) => query.Statuses switch
    {
        StatusFilter.All => true,
        StatusFilter.Quarantined => status == SightingStatus.Quarantined,
        _ => status is SightingStatus.Matched or SightingStatus.Transfer,
    };

    /// <summary>By default one result of a bailiwick holds all that is believed; otherwise each status has its own.</summary>
    private int Enter(SightingStatus status, byte bailiwick, TimeWindow window)
    {
        var shown = query.Statuses == StatusFilter.Default ? SightingStatus.Matched : status;
        var results = CollectionsMarshal.AsSpan(_results);
        for (var i = 0; i < results.Length; i++)
        {
            ref var result = ref results[i];
            if (result.Status != shown || result.Bailiwick != bailiwick) continue;
            result = result with { Window = TimeWindow.Union(result.Window, window), Sightings = result.Sightings + 1 };
            return i;
        }

        _results.Add(new Result(shown, bailiwick, window, 1));
        var place = _order.Count;
        while (place > 0 && (_results[_order[place - 1]].Status, _results[_order[place - 1]].Bailiwick).CompareTo((shown, bailiwick)) > 0) place--;
        _order.Insert(place, _results.Count - 1);
        return _results.Count - 1;
    }

    private readonly record struct Result(SightingStatus Status, byte Bailiwick, TimeWindow Window, int Sightings);
}
