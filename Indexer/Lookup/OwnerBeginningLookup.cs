using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets whose owners begin with given labels. Owner-keys end in those, so all of the run are looked at: some 10 million a second.</summary>
internal sealed class OwnerBeginningLookup : RunLookup
{
    /// <summary>How a matching owner-key ends: the labels from the last to the first, and the closing 00.</summary>
    private readonly byte[] _ending;
    private readonly OctetBuffer _owner = new();
    private bool _isMatch;

    /// <param name="name">Wire format, lower case.</param>
    public OwnerBeginningLookup(Run run, LostBlocks lost, KeyFilter filter, ReadOnlySpan<byte> name)
        : base(run, cache: null, lost, filter)
    {
        Span<byte> ending = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        _ending = ending[..RRsetKey.WriteOwner(name, ending)].ToArray();
    }

    protected override bool MoveToCandidate()
    {
        while (RRsets.MoveNext())
        {
            if (_owner.Length == 0 || !Key.StartsWith(_owner.Span)) LookAtOwner();
            if (_isMatch) return true;
        }

        return false;
    }

    private void LookAtOwner()
    {
        _owner.Replace(0, Key[..RRsetKey.OwnerLength(Key)]);
        _isMatch = RRsetKeyParts.EndsWithLabels(_owner.Span, _ending);
    }
}
