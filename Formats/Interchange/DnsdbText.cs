using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>Writes RRsets as dnsdbq's text: comments with window, count and bailiwick, a line for each record, an empty line.</summary>
/// <remarks>One instance serves one thread. Source: dnsdbq(1), output type <c>text</c>, with times as ISO 8601 has them.</remarks>
public sealed class DnsdbText
{
    private readonly ArrayBufferWriter<byte> _rdata = new(4_096);

    /// <inheritdoc cref="OwnerForm"/>
    public OwnerForm Owners { get; init; }

    /// <summary>Say the status of an RRset that is not <see cref="SightingStatus.Matched"/>.</summary>
    public bool WithStatus { get; init; }

    /// <summary>Writes one RRset, the empty line behind it included.</summary>
    public void Write(RRset rrset, IBufferWriter<byte> output)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        Span<byte> owner = stackalloc byte[OwnerForm.MaxLength];
        owner = owner[..Owners.Write(name[..rrset.ReadOwner(name)], owner)];
        Span<byte> type = stackalloc byte[RDataTypes.MaxMnemonicLength];
        type = type[..RDataTypes.WriteMnemonic(rrset.Type, type)];

        var text = new AsciiWriter(output);
        WriteTimes(rrset.Window, withDuration: true, ref text);
        text.Write(";; count: "u8);
        text.WriteNumber(rrset.Window.Count);
        WriteBailiwick(rrset, ref text);
        if (WithStatus && rrset.Status != SightingStatus.Matched)
        {
            text.Write("; status: "u8);
            text.Write(SightingStatusText.Of(rrset.Status));
        }

        text.WriteCharacter((byte)'\n');
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            _rdata.ResetWrittenCount();
            Owners.WriteRData(rrset.Type, rdata, _rdata);
            text.Write(owner);
            text.Write("  "u8);
            text.Write(type);
            text.Write("  "u8);
            text.Write(_rdata.WrittenSpan);
            text.WriteCharacter((byte)'\n');
        }

        text.WriteCharacter((byte)'\n');
        text.Flush();
    }

    /// <summary>Writes what a question comes to instead of its RRsets.</summary>
    /// <param name="window">Over all RRsets.</param>
    public static void WriteSummary(TimeWindow window, long rrsets, IBufferWriter<byte> output)
    {
        var text = new AsciiWriter(output);
        if (rrsets > 0) WriteTimes(window, withDuration: false, ref text);
        text.Write(";; count: "u8);
        text.WriteNumber(window.Count);
        text.Write("; num_results: "u8);
        text.WriteNumber(rrsets);
        text.WriteCharacter((byte)'\n');
        text.Flush();
    }

    private static void WriteTimes(TimeWindow window, bool withDuration, ref AsciiWriter text)
    {
        text.Write(";; record times: "u8);
        text.Advance(UtcText.WriteSeconds(window.FirstMilliseconds, text.Reserve(UtcText.MaxLength)));
        text.Write(" .. "u8);
        text.Advance(UtcText.WriteSeconds(window.LastMilliseconds, text.Reserve(UtcText.MaxLength)));
        if (withDuration)
        {
            text.Write(" ("u8);
            WriteDuration(window.LastSeconds - window.FirstSeconds + 1, ref text);
            text.WriteCharacter((byte)')');
        }

        text.WriteCharacter((byte)'\n');
    }

    private static void WriteBailiwick(RRset rrset, ref AsciiWriter text)
    {
        Span<byte> bailiwick = stackalloc byte[DomainName.MaxLength];
        var length = rrset.ReadBailiwick(bailiwick);
        if (length == 0) return;
        text.Write("; bailiwick: "u8);
        text.Advance(DomainNameFormat.Write(bailiwick[..length], text.Reserve(DomainNameFormat.MaxTextLength)));
    }

    /// <summary>The coarser the duration, the fewer units: seconds below a day, hours and minutes below a year.</summary>
    private static void WriteDuration(long seconds, ref AsciiWriter text)
    {
        const long day = 86_400, year = 365 * day;
        var isFirst = true;
        WriteUnit(seconds / year, 'y', "~"u8, ref isFirst, ref text);
        WriteUnit(seconds % year / day, 'd', "~"u8, ref isFirst, ref text);
        if (seconds < year)
        {
            WriteUnit(seconds % day / 3_600, 'h', [], ref isFirst, ref text);
            WriteUnit(seconds % 3_600 / 60, 'm', [], ref isFirst, ref text);
        }

        if (seconds < day) WriteUnit(seconds % 60, 's', [], ref isFirst, ref text);
    }

    private static void WriteUnit(long number, char unit, ReadOnlySpan<byte> about, ref bool isFirst, ref AsciiWriter text)
    {
        if (number == 0) return;
        if (!isFirst) text.WriteCharacter((byte)' ');
        isFirst = false;
        text.Write(about);
        text.WriteNumber(number);
        text.WriteCharacter((byte)unit);
    }
}
