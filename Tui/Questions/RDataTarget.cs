using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>From a record to a question about what it points to.</summary>
public static class RDataTarget
{
    /// <summary>About the first name or address in a record's rdata; null where there is none.</summary>
    /// <param name="rdata">Canonical.</param>
    public static Question? Of(RRType type, ReadOnlySpan<byte> rdata)
    {
        var targets = new RDataTargetReader(type, rdata);
        if (!targets.TryRead(out var kind, out var octets)) return null;
        if (kind == RDataTargetKind.Name) return Question.Name(octets.ToArray());
        var address = new IPAddress(octets);
        return Question.Address(address.ToString(), AddressRange.Single(address));
    }

    /// <summary>Of the first record of an RRset.</summary>
    public static Question? Of(RRset rrset)
    {
        var set = rrset.RDataSet;
        return RRsetKey.TryReadRData(ref set, out var rdata) ? Of(rrset.Type, rdata) : null;
    }
}
