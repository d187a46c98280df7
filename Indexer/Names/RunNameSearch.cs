using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>The matching names of one run: from its index where that can serve, else by a scan. An index found damaged on the way is left
/// for a
/// scan, which goes on behind the last name given.</summary>
internal sealed class RunNameSearch : NameCursor
{
    private readonly NamedRun _run;
    private readonly NameMatcher _matcher;
    private readonly CancellationToken _cancellationToken;
    private NameIndexReader? _index;
    private MatchingNames _names;
    private string? _whyScanned;
    private bool _lacksIndex;
    private long _lookedAtBefore;
    private readonly OctetBuffer _lastKey = new();

    public RunNameSearch(NamedRun run, string indexFolder, long threshold, NameMatcher matcher, CancellationToken cancellationToken)
    {
        _run = run;
        _matcher = matcher;
        _cancellationToken = cancellationToken;
        _names = OpenIndex(indexFolder, threshold) ?? Scan();
    }

    public override ReadOnlySpan<byte> Key => _names.Key;
    public override NameSides Sides => _names.Sides;

    public RunSearch Report => new(_run.Name, _whyScanned, _lacksIndex, _lookedAtBefore + _names.LookedAt);

    public override bool MoveNext()
    {
        if (_index is null) return _names.MoveNext();
        try
        {
            if (!_names.MoveNext()) return false;
            _lastKey.Replace(0, _names.Key);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ScanOn(e);
        }
    }

    public override void Dispose()
    {
        _names.Dispose();
        _index?.Dispose();
    }

    private MatchingNames? OpenIndex(string folder, long threshold)
    {
        if (_run.RRsets < threshold)
        {
            _whyScanned = "run too small for an index";
            return null;
        }

        _index = NameIndexReader.Open(folder, _run.Sha256, out var reason);
        if (_index is null)
        {
            (_whyScanned, _lacksIndex) = (reason, true);
            return null;
        }

        try
        {
            return Match(_index.Candidates(_matcher));
        }
        catch (Exception e)
        {
            (_whyScanned, _lacksIndex) = (NameIndexReader.Damaged(e), true);
        }

        CloseIndex();
        return null;
    }

    private bool ScanOn(Exception damage)
    {
        (_whyScanned, _lacksIndex) = (NameIndexReader.Damaged(damage), true);
        _lookedAtBefore += _names.LookedAt;
        _names.Dispose();
        CloseIndex();
        _names = Scan();
        while (_names.MoveNext())
        {
            if (_names.Key.SequenceCompareTo(_lastKey.Span) > 0) return true;
        }

        return false;
    }

    private void CloseIndex()
    {
        _index?.Dispose();
        _index = null;
    }

    private MatchingNames Scan() => Match(new GatheredNames(_run.OpenNames()));

    private MatchingNames Match(NameBlocks blocks) => new(blocks, _matcher, IsOver);

    private bool IsOver()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return false;
    }
}
