using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Formats.Records;

/// <summary>Whether a question goes by what an RRset is: its side, types, kinds and bailiwick; the sightings are not looked at.</summary>
public static class RRsetQueryMatch
{
    /// <summary>An RRset that has the sightings that are asked for is in the answer.</summary>
    public static bool IsAbout(this RRsetQuery query, RRset rrset)
    {
        if (query.Types is { } types && !types.Contains(rrset.Type)) return false;
        if (query.Kinds != AnswerKinds.Both && rrset.Negative is null != (query.Kinds == AnswerKinds.RRsets)) return false;
        return IsInBailiwick(rrset, query.Bailiwick.Span) && IsOnSide(rrset, query);
    }

    private static bool IsInBailiwick(RRset rrset, ReadOnlySpan<byte> apex)
    {
        if (apex.IsEmpty) return true;
        Span<byte> bailiwick = stackalloc byte[DomainName.MaxLength];
        return apex.SequenceEqual(bailiwick[..rrset.ReadBailiwick(bailiwick)]);
    }

    private static bool IsOnSide(RRset rrset, RRsetQuery query)
    {
        switch (query.Side)
        {
            case LookupSide.Owner:
                return IsOwner(rrset, query.Name.Span);
            case LookupSide.OwnerBelow:
                return IsOwnerBelow(rrset, query);
            case LookupSide.OwnerBeginning:
                return BeginsWith(rrset, query.Name.Span);
            case LookupSide.Address or LookupSide.RDataName or LookupSide.RDataNameBelow or LookupSide.RDataNameBeginning:
                return PointsTo(rrset, query);
            case LookupSide.RDataOctets:
                return HoldsRecord(rrset, query.RData.Span);
            default:
                return true;
        }
    }

    private static bool IsOwner(RRset rrset, ReadOnlySpan<byte> name)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return owner[..rrset.ReadOwner(owner)].SequenceEqual(name);
    }

    private static bool IsOwnerBelow(RRset rrset, RRsetQuery query)
    {
        Span<byte> buffer = stackalloc byte[DomainName.MaxLength];
        return IsBelow(buffer[..rrset.ReadOwner(buffer)], query);
    }

    private static bool IsBelow(ReadOnlySpan<byte> name, RRsetQuery query) =>
        !name.SequenceEqual(query.Name.Span) && DomainName.IsAtOrBelow(name, query.Name.Span) && IsDeepEnough(name, query);

    /// <summary>Of a name below the one that is asked for.</summary>
    private static bool IsDeepEnough(ReadOnlySpan<byte> name, RRsetQuery query) =>
        !query.OneLabel || DomainName.LabelCount(name) == DomainName.LabelCount(query.Name.Span) + 1;

    private static bool HoldsRecord(RRset rrset, ReadOnlySpan<byte> wanted)
    {
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            if (rdata.SequenceEqual(wanted)) return true;
        }

        return false;
    }

    private static bool BeginsWith(RRset rrset, ReadOnlySpan<byte> name)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return owner[..rrset.ReadOwner(owner)].StartsWith(name[..^DomainName.Root.Length]);
    }

    private static bool PointsTo(RRset rrset, RRsetQuery query)
    {
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            var targets = new RDataTargetReader(rrset.Type, rdata);
            while (targets.TryRead(out var kind, out var octets))
            {
                if (query.Side == LookupSide.Address
                    ? kind != RDataTargetKind.Name && IsIn(octets, query.Addresses)
                    : kind == RDataTargetKind.Name && IsNamed(octets, query)) return true;
            }
        }

        return false;
    }

    private static bool IsIn(ReadOnlySpan<byte> address, AddressRange range) =>
        address.Length == range.First.Length && address.SequenceCompareTo(range.First.Span) >= 0 && address.SequenceCompareTo(range.Last.Span) <= 0;

    private static bool IsNamed(ReadOnlySpan<byte> name, RRsetQuery query) => query.Side switch
    {
        LookupSide.RDataName => name.SequenceEqual(query.Name.Span),
        LookupSide.RDataNameBeginning => name.StartsWith(query.Name.Span[..^DomainName.Root.Length]),
        _ => IsBelow(name, query),
    };
}
