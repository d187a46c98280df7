using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets whose rdata hold an address of a range.</summary>
internal sealed class AddressLookup : OrdinalLookup
{
    public AddressLookup(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter, AddressRange range)
        : base(run, cache, lost, filter)
    {
        var first = KeyOf(range.First.Span);
        var last = KeyOf(range.Last.Span);
        if (first.AsSpan().SequenceEqual(last) && !run.RDataFile.MayHold(first)) return;
        using var inverse = run.OpenRData(cache, lost);
        Collect(inverse, first, key => key.SequenceCompareTo(last) <= 0);
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> address)
    {
        var key = new byte[1 + address.Length];
        TargetKey.WriteAddress(address, key);
        return key;
    }
}
