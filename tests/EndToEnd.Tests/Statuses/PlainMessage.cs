using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>The records of one section with one owner and type.</summary>
/// <param name="Owner">Lower case, hexadecimal.</param>
/// <param name="RData">Canonical, in order, each once; hexadecimal.</param>
internal sealed record PlainSet(DnsSection Section, string Owner, RRType Type, IReadOnlyList<string> RData, uint TtlMin, uint TtlMax)
{
    public bool HasRecordsOf(PlainSet other) => Owner == other.Owner && Type == other.Type && RData.SequenceEqual(other.RData);
}

/// <summary>A DNS message taken apart in the plainest way. Only the wire is read by the program's own reader, which other tests hold against tshark and dnspython.</summary>
internal sealed class PlainMessage
{
    private readonly List<PlainSet> _sections = [];
    private readonly List<PlainSet> _sets = [];

    private PlainMessage()
    {
    }

    public DnsHeader Header { get; private init; }

    /// <summary>As on the wire, hexadecimal; empty without question.</summary>
    public string Question { get; private set; } = "";
    public RRType QuestionType { get; private set; }
    public ushort QuestionClass { get; private set; }

    /// <summary>Header and questions could be read.</summary>
    public bool HasQuestions { get; private set; }

    /// <summary>Something behind them could not, or not as its type has it.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>The response code is one of EDNS, beyond the header's.</summary>
    public bool HasExtendedResponseCode { get; private set; }

    /// <summary>RRsets of class IN that are data, section by section.</summary>
    public IReadOnlyList<PlainSet> Sections => _sections;

    /// <summary>The same; one that stands in several sections stands in the first.</summary>
    public IReadOnlyList<PlainSet> Sets => _sets;

    public static PlainMessage Read(ReadOnlySpan<byte> octets)
    {
        var reader = new DnsMessageReader(octets);
        var message = new PlainMessage { Header = reader.Header };
        if (reader.Fault.Kind != WireFaultKind.None) return message;

        var name = new byte[DomainName.MaxLength];
        for (var first = true; reader.TryReadQuestion(name, out var question); first = false)
        {
            if (first) (message.Question, message.QuestionType, message.QuestionClass) = (Hex.Text(name.AsSpan(0, question.NameLength)), question.Type, question.Class);
        }

        message.HasQuestions = reader.Fault.Kind == WireFaultKind.None;
        if (message.HasQuestions) message.ReadRecords(ref reader, octets);
        return message;
    }

    private void ReadRecords(ref DnsMessageReader reader, ReadOnlySpan<byte> octets)
    {
        var records = new List<(DnsSection Section, string Owner, RRType Type, string RData, uint Ttl)>();
        var owner = new byte[DomainName.MaxLength];
        while (reader.TryReadRecord(owner, out var record))
        {
            if (record.Type == RRType.OPT) HasExtendedResponseCode |= octets[record.RDataOffset - 6] != 0;
            if (RDataTypes.IsMeta(record.Type) || record.Class != DnsMessageReader.ClassIn || CoversNothing(record, octets)) continue;
            var canonical = new byte[RDataCanonical.MaxLength(record.Type, record.RDataLength)];
            IsPartial |= !RDataCanonical.TryWrite(record.Type, octets, record.RDataOffset, record.RDataLength, canonical, out var length);
            records.Add((record.Section, Lower(owner.AsSpan(0, record.OwnerLength)), record.Type, Hex.Text(canonical.AsSpan(0, length)), record.Ttl));
        }

        IsPartial |= reader.Fault.Kind != WireFaultKind.None;
        foreach (var group in records.GroupBy(record => (record.Section, record.Owner, record.Type)))
        {
            string[] rdata = [.. group.Select(record => record.RData).Distinct().Order(StringComparer.Ordinal)]; // lower-case digits have the order of octets
            _sections.Add(new PlainSet(group.Key.Section, group.Key.Owner, group.Key.Type, rdata, group.Min(record => record.Ttl), group.Max(record => record.Ttl)));
        }

        foreach (var set in _sections) Enter(set);
    }

    private void Enter(PlainSet set)
    {
        var before = _sets.FindIndex(known => known.HasRecordsOf(set));
        if (before < 0) _sets.Add(set);
        else _sets[before] = _sets[before] with { TtlMin = Math.Min(_sets[before].TtlMin, set.TtlMin), TtlMax = Math.Max(_sets[before].TtlMax, set.TtlMax) };
    }

    /// <summary>A SIG of the type 0 signs the message and is no data (RFC 2931).</summary>
    private static bool CoversNothing(in DnsRecord record, ReadOnlySpan<byte> octets) =>
        record.Type == RRType.SIG && octets.Slice(record.RDataOffset, Math.Min(2, record.RDataLength)).IndexOfAnyExcept((byte)0) < 0;

    public static string Lower(ReadOnlySpan<byte> name)
    {
        var lower = name.ToArray();
        DomainName.ToLower(lower);
        return Hex.Text(lower);
    }
}
