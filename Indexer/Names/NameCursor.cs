using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>Where a name stands.</summary>
[Flags]
internal enum NameSides : byte
{
    None = 0,

    /// <summary>Owner of an RRset.</summary>
    Owner = 1,

    /// <summary>In the rdata of one.</summary>
    RData = 2,
}

/// <summary>Walks over names in key order, each once.</summary>
internal abstract class NameCursor : IKeyCursor
{
    public abstract bool MoveNext();

    /// <summary>The name as an owner-key (see <see cref="RRsetKey"/>). Valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<byte> Key { get; }

    public abstract NameSides Sides { get; }

    public abstract void Dispose();
}

/// <summary>Names that all stand on one side. A key that is no name, which a run of another's making may hold, is passed over.</summary>
internal sealed class NamesOfSide(IKeyCursor keys, NameSides side) : NameCursor
{
    public override ReadOnlySpan<byte> Key => keys.Key;
    public override NameSides Sides => side;

    public override bool MoveNext()
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        while (keys.MoveNext())
        {
            if (keys.Key.Length <= RRsetKey.MaxOwnerKeyLength && RRsetKey.ReadOwner(keys.Key, name) > 0) return true;
        }

        return false;
    }

    public override void Dispose() => keys.Dispose();
}

/// <summary>The names of several cursors in key order, each once, with the sides of all.</summary>
internal sealed class MergedNames : NameCursor
{
    // Few runs are live at a time, so the least key is found by looking at all of them.
    private readonly List<NameCursor> _live = [];
    private readonly List<NameCursor> _all;
    private readonly byte[] _key = new byte[RRsetKey.MaxOwnerKeyLength];
    private int _keyLength;
    private NameSides _sides;
    private bool _started;

    /// <param name="cursors">Not yet moved; disposed with this one.</param>
    public MergedNames(IEnumerable<NameCursor> cursors) => _all = [.. cursors];

    public override ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);
    public override NameSides Sides => _sides;

    public override bool MoveNext()
    {
        Advance();
        if (_live.Count == 0) return false;
        TakeLeastKey();
        _sides = NameSides.None;
        foreach (var cursor in _live)
        {
            if (cursor.Key.SequenceEqual(Key)) _sides |= cursor.Sides;
        }

        return true;
    }

    public override void Dispose()
    {
        foreach (var cursor in _all) cursor.Dispose();
    }

    /// <summary>Moves the cursors that gave the last name; not before they are asked again, so that a limited search does not search
    /// on.</summary>
    private void Advance()
    {
        if (!_started) _live.AddRange(_all);
        for (var i = _live.Count - 1; i >= 0; i--)
        {
            if (_started && !_live[i].Key.SequenceEqual(Key)) continue;
            if (!_live[i].MoveNext()) _live.RemoveAt(i);
        }

        _started = true;
    }

    private void TakeLeastKey()
    {
        var least = _live[0].Key;
        for (var i = 1; i < _live.Count; i++)
        {
            if (_live[i].Key.SequenceCompareTo(least) < 0) least = _live[i].Key;
        }

        least.CopyTo(_key);
        _keyLength = least.Length;
    }
}
