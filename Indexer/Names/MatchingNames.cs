namespace PassiveDns.Indexer.Names;

/// <summary>The names of some blocks that match, and how many were looked at.</summary>
/// <param name="blocks">Disposed with this one.</param>
/// <param name="isOver">Asked before each block: whether to find no more.</param>
internal sealed class MatchingNames(NameBlocks blocks, NameMatcher matcher, Func<bool> isOver) : NameCursor
{
    private readonly ExpandedNames _names = new();
    private readonly KeyPart? _required = KeyPart.Of(matcher);
    private long _lookedAtBefore; // in earlier blocks
    private int _place = -1;

    public override ReadOnlySpan<byte> Key => _names.Key(_place);

    public override NameSides Sides => _names.Sides(_place);

    public long LookedAt => _lookedAtBefore + Math.Min(_place + 1, _names.Count);

    public override bool MoveNext()
    {
        _place++;
        while (!MoveToMatch())
        {
            if (!MoveNextBlock()) return false;
        }

        return true;
    }

    public override void Dispose() => blocks.Dispose();

    /// <summary>Stays where it is if that name matches.</summary>
    private bool MoveToMatch()
    {
        for (; MoveToCandidate(); _place++)
        {
            if (matcher.MatchesKey(Key, _names.ArePlain)) return true;
        }

        return false;
    }

    private bool MoveToCandidate()
    {
        if (_required is not null && _names.ArePlain) _place = _names.Find(_required, _place);
        return _place < _names.Count;
    }

    private bool MoveNextBlock()
    {
        _lookedAtBefore += _names.Count;
        _names.Clear();
        _place = 0;
        return !isOver() && blocks.MoveNext(_names);
    }
}
