using System.Runtime.InteropServices;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks the RRsets of several inputs as one, each with the sightings of all of them.</summary>
/// <remarks>
/// Each input comes with a map from its list of sources to the one list of the result. Two cases are kept apart:
/// <list type="bullet">
/// <item>A source that several archives hold is one fact known twice: the map of all inputs but one leaves it out
/// (<see cref="LeftOut"/>), so that it is never counted twice.</item>
/// <item>A source that was spilled in parts has part of its count in each: what is left of one sighting (see <see cref="Sighting.CompareIdentity"/>) is summed.</item>
/// </list>
/// An RRset none of whose sightings is left is passed over.
/// </remarks>
internal sealed class RRsetMerge : IRRsetCursor
{
    /// <summary>In a map: the source's sightings are not taken from this input.</summary>
    public const int LeftOut = -1;

    private readonly KeyMerge<IRRsetCursor> _merge;
    private readonly IReadOnlyList<int[]> _maps;
    private readonly OctetBuffer _key = new();
    private readonly List<Sighting> _sightings = [];
    private readonly CancellationToken _interruption;
    private readonly OrdinalMap[]? _ordinals;
    private readonly List<int> _contributors = []; // to the current RRset
    private long _written;
    private readonly bool _isOfKeys; // nobody asks for the sightings, and no RRset hangs on them
    private bool _isAhead;

    /// <param name="inputs">Each with its map: for every source of the input, the place in the result's list, or <see cref="LeftOut"/>.</param>
    /// <param name="keysOnly">Sightings will not be asked for.</param>
    /// <param name="ordinals">For each input, takes what becomes of the ordinals of its RRsets, as the walk goes on.</param>
    /// <param name="interruption">Ends the walk, at the next RRset.</param>
    public RRsetMerge(
        IReadOnlyList<(IRRsetCursor Cursor, int[] Map)> inputs, bool keysOnly = false, OrdinalMap[]? ordinals = null,
        CancellationToken interruption = default)
    {
        _ordinals = ordinals;
        _interruption = interruption;
        _isOfKeys = keysOnly && inputs.All(input => !input.Map.Contains(LeftOut));
        _merge = new KeyMerge<IRRsetCursor>([.. inputs.Select(input => input.Cursor)]);
        _maps = [.. inputs.Select(input => input.Map)];
        _isAhead = _merge.MoveNext();
    }

    /// <summary>A walk over inputs; one alone that needs no mapping is walked as it is.</summary>
    public static IRRsetCursor Of(IReadOnlyList<(IRRsetCursor Cursor, int[] Map)> inputs, CancellationToken interruption = default) =>
        inputs is [var (cursor, map)] && !interruption.CanBeCanceled && map.Index().All(place => place.Index == place.Item)
            ? cursor
            : new RRsetMerge(inputs, interruption: interruption);

    public ReadOnlySpan<byte> Key => _key.Span;

    public ReadOnlySpan<Sighting> Sightings => CollectionsMarshal.AsSpan(_sightings);

    public bool MoveNext()
    {
        do
        {
            _interruption.ThrowIfCancellationRequested();
            if (!_isAhead) return false;
            _key.Replace(0, _merge.Current.Key);
            _sightings.Clear();
            do
            {
                if (!_isOfKeys) TakeSightings(_merge.Current.Sightings, _maps[_merge.Index]);
                if (_ordinals is not null) _contributors.Add(_merge.Index);
                _isAhead = _merge.MoveNext();
            }
            while (_isAhead && _merge.Current.Key.SequenceEqual(Key));
            if (_ordinals is not null) EnterOrdinals(_ordinals);
        }
        while (_sightings.Count == 0 && !_isOfKeys);

        if (_sightings.Count > 1) UnitePartsOfSightings();
        return true;
    }

    public void Dispose() => _merge.Dispose();

    private void EnterOrdinals(OrdinalMap[] ordinals)
    {
        var isLeftOut = _sightings.Count == 0;
        foreach (var input in _contributors) ordinals[input].Add(_written, isLeftOut);
        _contributors.Clear();
        if (!isLeftOut) _written++;
    }

    private void TakeSightings(ReadOnlySpan<Sighting> sightings, int[] map)
    {
        foreach (ref readonly var sighting in sightings)
        {
            if (map[sighting.Source] is var source and not LeftOut) _sightings.Add(sighting with { Source = source });
        }
    }

    private void UnitePartsOfSightings()
    {
        _sightings.Sort(Sighting.CompareIdentity);
        var last = 0;
        for (var i = 1; i < _sightings.Count; i++)
        {
            if (Sighting.CompareIdentity(_sightings[last], _sightings[i]) == 0) _sightings[last] = Sighting.Union(_sightings[last], _sightings[i]);
            else _sightings[++last] = _sightings[i];
        }

        _sightings.RemoveRange(last + 1, _sightings.Count - last - 1);
    }
}
