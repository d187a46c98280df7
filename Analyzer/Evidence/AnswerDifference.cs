using System.Globalization;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Analyzer.Evidence;

/// <summary>What an answer says otherwise than another to the same query.</summary>
/// <param name="HasOtherResponseCode">The response codes differ.</param>
/// <param name="HasOtherFlags">Other bits of the header differ.</param>
/// <param name="HasOtherRData">One of them has a record that the other has not.</param>
/// <param name="HasOtherTtls">They have a record with different TTLs.</param>
/// <param name="Removed">Records of the first that the second has not, or not with this TTL, as lines of a master file: printable ASCII.</param>
/// <param name="Added">Records of the second that the first has not, likewise.</param>
public sealed record AnswerDifference(
    bool HasOtherResponseCode, bool HasOtherFlags, bool HasOtherRData, bool HasOtherTtls, IReadOnlyList<string> Removed, IReadOnlyList<string> Added)
{
    private const ushort ResponseCodeBits = 0xF;

    /// <summary>Neither header nor records differ: it is their order, the letter case of names, EDNS, or what could not be read.</summary>
    public bool IsOfOtherOctets => !HasOtherResponseCode && !HasOtherFlags && !HasOtherRData && !HasOtherTtls;

    /// <summary>Compares two messages. Of one that is damaged, the records before the damage count.</summary>
    public static AnswerDifference Between(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var (before, flagsBefore) = Read(first);
        var (after, flagsAfter) = Read(second);
        var removed = Without(before, after);
        var added = Without(after, before);
        var removedData = removed.Select(record => record.Data).ToHashSet();
        var addedData = added.Select(record => record.Data).ToHashSet();
        return new AnswerDifference(
            ((flagsBefore ^ flagsAfter) & ResponseCodeBits) != 0,
            ((flagsBefore ^ flagsAfter) & ~ResponseCodeBits) != 0,
            !removedData.SetEquals(addedData),
            removedData.Overlaps(addedData),
            [.. removed.Select(record => record.Text)],
            [.. added.Select(record => record.Text)]);
    }

    private static (List<Record> Records, ushort Flags) Read(ReadOnlySpan<byte> message)
    {
        var records = new List<Record>();
        var reader = new DnsMessageReader(message, new NameMemo());
        var name = new byte[DomainName.MaxLength];
        while (reader.TryReadQuestion(name, out _))
        {
        }

        while (reader.TryReadRecord(name, out var record))
        {
            if (record.Type == RRType.OPT) continue;
            var canonical = new byte[RDataCanonical.MaxLength(record.Type, record.RDataLength)];
            RDataCanonical.TryWrite(record.Type, message, record.RDataOffset, record.RDataLength, canonical, out var length, reader.Names);
            DomainName.ToLower(name.AsSpan(0, record.OwnerLength));
            records.Add(new Record(
                DomainNameFormat.ToText(name.AsSpan(0, record.OwnerLength)), record.Ttl,
                $"{ClassText(record.Class)} {RDataTypes.Mnemonic(record.Type)} {RDataFormat.ToText(record.Type, canonical.AsSpan(0, length))}"));
        }

        return (records, reader.Header.Flags);
    }

    /// <summary>Those of a list that another has not, as often as it has fewer of them.</summary>
    private static List<Record> Without(List<Record> all, List<Record> others)
    {
        var left = others.GroupBy(record => record).ToDictionary(group => group.Key, group => group.Count());
        var without = new List<Record>();
        foreach (var record in all)
        {
            if (left.TryGetValue(record, out var count) && count > 0) left[record] = count - 1;
            else without.Add(record);
        }

        return without;
    }

    private static string ClassText(ushort number) =>
        number == DnsMessageReader.ClassIn ? "IN" : string.Create(CultureInfo.InvariantCulture, $"CLASS{number}");

    /// <param name="Body">Class, type and rdata, presentation form.</param>
    private sealed record Record(string Owner, uint Ttl, string Body)
    {
        public (string Owner, string Body) Data => (Owner, Body);

        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Owner} {Ttl} {Body}");
    }
}
