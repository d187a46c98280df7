using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>Writes RRsets as comma-separated values, one line for each record (RFC 4180).</summary>
/// <remarks>One instance serves one thread.</remarks>
public sealed class Csv
{
    private readonly ArrayBufferWriter<byte> _field = new(4_096);
    private byte[]? _query;

    /// <summary>
    /// Put an apostrophe before what a spreadsheet would take for a formula: <c>= + - @</c> or their full-width forms, tab, carriage return
    /// or line feed where a field begins, also behind blanks and quotation marks. Names come from attackers and may begin so. Semicolon, tab
    /// and line ends begin a field too, since in many countries spreadsheets take them for the separator, whatever quotes there are.
    /// </summary>
    public bool ForSpreadsheets { get; init; }

    /// <summary>Add the column <c>status</c>.</summary>
    public bool WithStatus { get; init; }

    /// <inheritdoc cref="OwnerForm"/>
    public OwnerForm Owners { get; init; }

    /// <summary>The question that the next RRsets answer, in a last column <c>query</c>; null leaves the column out. To be set before the header is written.</summary>
    public string? Query
    {
        get => _query is null ? null : Encoding.UTF8.GetString(_query);
        set => _query = value is null ? null : Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Writes the names of the columns: the first nine are dnsdbq's.</summary>
    public void WriteHeader(IBufferWriter<byte> output)
    {
        output.Write("time_first,time_last,zone_first,zone_last,count,bailiwick,rrname,rrtype,rdata,ttl_min,ttl_max,sources"u8);
        if (WithStatus) output.Write(",status"u8);
        output.Write(_query is null ? "\r\n"u8 : ",query\r\n"u8);
    }

    /// <summary>Writes the lines of one RRset; times as <see cref="UtcText.WriteSeconds"/>.</summary>
    public void Write(RRset rrset, IBufferWriter<byte> output)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        Span<byte> bailiwick = stackalloc byte[DomainName.MaxLength];
        owner = owner[..rrset.ReadOwner(owner)];
        bailiwick = bailiwick[..rrset.ReadBailiwick(bailiwick)];

        var text = new AsciiWriter(output);
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            WriteWindow(rrset.Window, ref text);
            if (!bailiwick.IsEmpty) WriteName(bailiwick, ref text);
            text.WriteCharacter((byte)',');
            WriteOwner(owner, ref text);
            text.WriteCharacter((byte)',');
            text.Advance(RDataTypes.WriteMnemonic(rrset.Type, text.Reserve(RDataTypes.MaxMnemonicLength)));
            text.WriteCharacter((byte)',');
            WriteRData(rrset.Type, rdata, ref text);
            WriteOurOwn(rrset, ref text);
            text.Write("\r\n"u8);
        }

        text.Flush();
    }

    /// <summary>Writes one field, quoted when it must be.</summary>
    internal void WriteField(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        var isQuoted = value.IndexOfAny("\",\r\n"u8) >= 0;
        if (isQuoted) text.WriteCharacter((byte)'"');
        if (ForSpreadsheets) WriteWithoutFormulas(value, ref text);
        else WriteDoubled(value, ref text);
        if (isQuoted) text.WriteCharacter((byte)'"');
    }

    private static void WriteWithoutFormulas(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        while (true)
        {
            if (IsFormula(value)) text.WriteCharacter((byte)'\'');
            var separator = value.IndexOfAny(";\t\r\n"u8);
            if (separator < 0) break;
            WriteDoubled(value[..(separator + 1)], ref text);
            value = value[(separator + 1)..];
        }

        WriteDoubled(value, ref text);
    }

    /// <summary>Quotation marks twice (RFC 4180 section 2.7).</summary>
    private static void WriteDoubled(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        for (var quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            text.Write(value[..(quote + 1)]);
            text.WriteCharacter((byte)'"');
            value = value[(quote + 1)..];
        }

        text.Write(value);
    }

    private static bool IsFormula(ReadOnlySpan<byte> field)
    {
        field = field.TrimStart(" \""u8);
        if (field.IsEmpty) return false;
        if ("=+-@\t\r\n"u8.Contains(field[0])) return true;
        return field is [0xEF, 0xBC, 0x9D or 0x8B or 0x8D or 0xA0, ..]; // U+FF1D, U+FF0B, U+FF0D, U+FF20
    }

    private static void WriteWindow(TimeWindow window, ref AsciiWriter text)
    {
        text.Advance(UtcText.WriteSeconds(window.FirstMilliseconds, text.Reserve(UtcText.MaxLength)));
        text.WriteCharacter((byte)',');
        text.Advance(UtcText.WriteSeconds(window.LastMilliseconds, text.Reserve(UtcText.MaxLength)));
        text.Write(",,,"u8); // no times of zone files
        text.WriteNumber(window.Count);
        text.WriteCharacter((byte)',');
    }

    private void WriteOwner(scoped ReadOnlySpan<byte> name, ref AsciiWriter text)
    {
        Span<byte> presentation = stackalloc byte[OwnerForm.MaxLength];
        WriteField(presentation[..Owners.Write(name, presentation)], ref text);
    }

    private void WriteName(scoped ReadOnlySpan<byte> name, ref AsciiWriter text)
    {
        Span<byte> presentation = stackalloc byte[DomainNameFormat.MaxTextLength];
        WriteField(presentation[..DomainNameFormat.Write(name, presentation)], ref text);
    }

    private void WriteRData(RRType type, scoped ReadOnlySpan<byte> rdata, ref AsciiWriter text)
    {
        _field.ResetWrittenCount();
        Owners.WriteRData(type, rdata, _field);
        WriteField(_field.WrittenSpan, ref text);
    }

    private void WriteOurOwn(RRset rrset, ref AsciiWriter text)
    {
        text.WriteCharacter((byte)',');
        text.WriteNumber(rrset.TtlMin);
        text.WriteCharacter((byte)',');
        text.WriteNumber(rrset.TtlMax);
        text.WriteCharacter((byte)',');
        text.WriteNumber(rrset.SourceCount);
        if (WithStatus)
        {
            text.WriteCharacter((byte)',');
            text.Write(SightingStatusText.Of(rrset.Status));
        }

        if (_query is null) return;
        text.WriteCharacter((byte)',');
        WriteField(_query, ref text);
    }
}
