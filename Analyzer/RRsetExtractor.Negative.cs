using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <content>What a response says in the place of data (RFC 2308).</content>
/// <remarks>
/// What NXDOMAIN and NODATA are about is the end of the chain of aliases that the answer section holds (RFC 2308 section 2, RFC 6604). Nothing is concluded
/// from a response that says something else besides, nor from one that is truncated or could not be read to its end: what is missing may be an answer.
/// SERVFAIL and REFUSED are about the question itself (RFC 2308 section 7.1).
/// </remarks>
internal sealed partial class RRsetExtractor
{
    private readonly byte[] _negativeOwner = new byte[DomainName.MaxLength];
    private int _negativeOwnerLength;
    private NegativeAnswer _negative;
    private RRType _negativeType;
    private uint _negativeTtl;
    private int _extendedResponseCode; // of EDNS: the upper eight bits (RFC 6891 section 6.1.3)

    /// <summary>The response is a negative answer.</summary>
    public bool HasNegative => _negative.Kind != default;

    private ReadOnlySpan<byte> NegativeOwner => _negativeOwner.AsSpan(0, _negativeOwnerLength);

    /// <summary>Finds out whether the response that was read is a negative answer; what was found before is forgotten.</summary>
    /// <param name="question">The name asked for.</param>
    /// <param name="type">The type asked for.</param>
    public void ReadNegative(in DnsHeader header, ReadOnlySpan<byte> question, RRType type)
    {
        _negative = default;
        if (header.Questions != 1 || _extendedResponseCode != 0 || IsPlainlyPositive(header)) return;
        question.CopyTo(_negativeOwner);
        _negativeOwnerLength = question.Length;
        DomainName.ToLower(_negativeOwner.AsSpan(0, question.Length));
        _negativeType = type;
        if (KindOf(header, type) is var kind and not default(NegativeKind)) Conclude(kind);
    }

    /// <summary>What the response is for its query; after <see cref="ReadNegative"/>.</summary>
    public QueryOutcome OutcomeOf(in DnsHeader header) => header.ResponseCode switch
    {
        _ when _extendedResponseCode != 0 => QueryOutcome.Failed,
        0 => _negative.Kind == NegativeKind.NoData ? QueryOutcome.NoData : QueryOutcome.Answered,
        3 => QueryOutcome.NxDomain,
        _ => QueryOutcome.Failed,
    };

    /// <summary>As most responses are: only an SOA could show that the answers lead nowhere.</summary>
    private bool IsPlainlyPositive(in DnsHeader header) => header is { ResponseCode: 0, Answers: > 0 } && !HasSoa();

    private NegativeKind KindOf(in DnsHeader header, RRType type)
    {
        var isWhole = !IsPartial && !header.IsTruncated;
        return header.ResponseCode switch
        {
            0 when isWhole && IsWithoutData(header, type) => NegativeKind.NoData,
            2 => NegativeKind.ServFail,
            3 when isWhole && TryFollowAliases(header, type, out _) => NegativeKind.NxDomain,
            5 => NegativeKind.Refused,
            _ => default,
        };
    }

    private void Conclude(NegativeKind kind)
    {
        var soa = FindSoa();
        _negative = new NegativeAnswer(kind, soa == None ? null : DomainName.LabelCount(OwnerOf(_groups[soa])));
        _negativeTtl = soa == None ? 0 : NegativeTtl(_groups[soa]);
    }

    /// <summary>RFC 2308 section 2.2. With aliases only an SOA shows that their end was looked at: it may lie in a zone of other servers.</summary>
    private bool IsWithoutData(in DnsHeader header, RRType type)
    {
        if (RDataTypes.IsMeta(type) && type != RRType.ANY) return false; // transfers, and keys that are agreed upon, are answered in other ways
        if (!TryFollowAliases(header, type, out var isAlias)) return false;
        if (isAlias) return FindSoa() != None;
        return HasSoa() || header.Authorities == 0; // name servers without SOA are other servers that it refers to
    }

    /// <summary>Goes from the name asked for to the end of its aliases.</summary>
    /// <returns>False when the answer section holds anything but those, or they lead in a circle.</returns>
    private bool TryFollowAliases(in DnsHeader header, RRType type, out bool isAlias)
    {
        isAlias = header.Answers > 0;
        if (!isAlias) return true;
        if (type is RRType.CNAME or RRType.DNAME or RRType.RRSIG or RRType.ANY) return false; // what the section holds is the answer
        var left = 0;
        foreach (ref readonly var group in _groups.AsSpan(0, _groupCount))
        {
            // Signatures, and what an alias was made from (RFC 6672 section 3.1), go with aliases.
            if (group.Section == DnsSection.Answer && group.Type is not (RRType.RRSIG or RRType.DNAME)) left++;
        }

        if (left == 0) return false;
        for (; left > 0; left--)
        {
            if (!TryFollowAlias()) return false;
        }

        return FindAlias() == None;
    }

    private bool TryFollowAlias()
    {
        var alias = FindAlias();
        if (alias == None) return false;
        ReadOnlySpan<byte> set = _octets.AsSpan(_groups[alias].SetStart, _groups[alias].SetLength);
        if (!RRsetKey.TryReadRData(ref set, out var target) || !set.IsEmpty) return false; // an alias of two names
        target.CopyTo(_negativeOwner);
        _negativeOwnerLength = target.Length;
        return true;
    }

    private int FindAlias()
    {
        var hash = HashOf(DnsSection.Answer, RRType.CNAME, _hash.Of(NegativeOwner));
        return FindGroup(DnsSection.Answer, RRType.CNAME, NegativeOwner, hash);
    }

    private bool HasSoa()
    {
        foreach (ref readonly var group in _groups.AsSpan(0, _groupCount))
        {
            if (IsSoa(group)) return true;
        }

        return false;
    }

    private static bool IsSoa(in Group group) => group.Type == RRType.SOA && group.Section == DnsSection.Authority;

    /// <summary>The SOA of the deepest zone at or above the name that the answer is about.</summary>
    private int FindSoa()
    {
        var (found, labels) = (None, -1);
        for (var i = 0; i < _groupCount; i++)
        {
            ref readonly var group = ref _groups[i];
            if (!IsSoa(group)) continue;
            var owner = OwnerOf(group);
            if (owner.Length > _negativeOwnerLength || !DomainName.IsAtOrBelow(NegativeOwner, owner) || DomainName.LabelCount(owner) <= labels) continue;
            (found, labels) = (i, DomainName.LabelCount(owner));
        }

        return found;
    }

    /// <summary>How long it may be kept: the lower of the SOA's TTL and its MINIMUM, the last field of its rdata (RFC 2308 section 5).</summary>
    private uint NegativeTtl(in Group soa)
    {
        ReadOnlySpan<byte> set = _octets.AsSpan(soa.SetStart, soa.SetLength);
        return RRsetKey.TryReadRData(ref set, out var rdata) && rdata.Length >= sizeof(uint)
            ? Math.Min(soa.TtlMin, BinaryPrimitives.ReadUInt32BigEndian(rdata[^sizeof(uint)..]))
            : soa.TtlMin;
    }
}
