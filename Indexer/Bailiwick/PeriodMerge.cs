using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Walks what was known and what a round has found as one, and tells what is new in it.</summary>
internal sealed class PeriodMerge : IKeyCursor
{
    private readonly PeriodCursor _known;
    private readonly PeriodUnion _found;
    private readonly OctetBuffer _key = new();
    private bool _hasKnown;
    private bool _hasFound;

    public PeriodMerge(PeriodCursor known, PeriodUnion found)
    {
        (_known, _found) = (known, found);
        (_hasKnown, _hasFound) = (known.MoveNext(), found.MoveNext());
    }

    public ReadOnlySpan<byte> Key => _key.Span;

    public Period Period { get; private set; }

    /// <summary>It was known, for this time or a shorter one.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>It was not known, or not for so long.</summary>
    public bool IsNew { get; private set; }

    public bool MoveNext()
    {
        if (!_hasKnown && !_hasFound) return false;
        var order = !_hasKnown ? 1 : !_hasFound ? -1 : _known.Key.SequenceCompareTo(_found.Key);
        IsKnown = order <= 0;
        _key.Replace(0, IsKnown ? _known.Key : _found.Key);
        Period = order < 0 ? _known.Period : order > 0 ? _found.Period : Period.Union(_known.Period, _found.Period);
        IsNew = order > 0 || Period != _known.Period;
        if (order <= 0) _hasKnown = _known.MoveNext();
        if (order >= 0) _hasFound = _found.MoveNext();
        return true;
    }

    public void Dispose()
    {
        _known.Dispose();
        _found.Dispose();
    }
}

/// <summary>An address of a name, or a server of a zone.</summary>
internal readonly record struct DatedAddress(IpAddress Address, Period Period, bool IsNew);

/// <summary>Walks names or zones, each with all its addresses; where there are too many, those that were known stay, and of the others the lowest are taken.</summary>
internal sealed class AddressMerge : IDisposable
{
    private readonly PeriodMerge _merge;
    private readonly int _max;
    private readonly OctetBuffer _owner = new();
    private readonly List<DatedAddress> _addresses = [];
    private readonly List<bool> _isKnown = []; // of each
    private bool _isAhead; // the merge stands on the next owner

    /// <param name="max">Addresses of an owner, at most.</param>
    public AddressMerge(PeriodCursor known, PeriodUnion found, int max)
    {
        _merge = new PeriodMerge(known, found);
        _max = max;
        _isAhead = _merge.MoveNext();
    }

    public ReadOnlySpan<byte> Owner => _owner.Span;

    /// <summary>Ascending.</summary>
    public IReadOnlyList<DatedAddress> Addresses => _addresses;

    public bool MoveNext()
    {
        if (!_isAhead) return false;
        _owner.Replace(0, PeriodKey.Owner(_merge.Key));
        _addresses.Clear();
        _isKnown.Clear();
        var unknown = 0;
        while (_isAhead && _merge.Key.Length == Owner.Length + PeriodKey.AddressLength && _merge.Key.StartsWith(Owner))
        {
            if (_merge.IsKnown || unknown++ < _max)
            {
                _addresses.Add(new DatedAddress(PeriodKey.ReadAddress(_merge.Key[Owner.Length..]), _merge.Period, _merge.IsNew));
                _isKnown.Add(_merge.IsKnown);
            }

            _isAhead = _merge.MoveNext();
        }

        for (var last = _addresses.Count - 1; _addresses.Count > _max; last--)
        {
            if (_isKnown[last]) continue;
            _addresses.RemoveAt(last);
            _isKnown.RemoveAt(last);
        }

        return true;
    }

    /// <summary>Writes the current owner's addresses.</summary>
    public void WriteTo(PeriodFile file)
    {
        Span<byte> key = stackalloc byte[PeriodKey.MaxLength];
        foreach (var address in _addresses) file.Add(PeriodKey.Of(Owner, address.Address, key), address.Period, address.IsNew);
    }

    public void Dispose() => _merge.Dispose();
}
