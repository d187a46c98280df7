using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>Writes RRsets in the Passive DNS Common Output Format: one JSON object on one line for each.</summary>
/// <remarks>
/// Keys stand in a fixed order; <c>bailiwick</c>, <c>rrname_unicode</c> and what goes with it, <c>sensor_id</c>, <c>query</c> and <c>status</c> are left out where there is nothing to say. Times
/// are whole seconds since the epoch, <c>time_first_ms</c> and <c>time_last_ms</c> milliseconds. Readable by <c>dnsdbq -J</c>.
/// One instance serves one thread. Source: draft-dulaunoy-dnsop-passive-dns-cof; the keys from <c>ttl_min</c> on are our own.
/// </remarks>
public sealed class CommonOutputFormat
{
    private readonly ArrayBufferWriter<byte> _rdata = new(4_096);
    private readonly JsonEncodedText? _sensorId;
    private JsonEncodedText? _query;

    /// <summary>Name of the sensor, written with every RRset; null for none.</summary>
    public string? SensorId
    {
        get => _sensorId?.Value;
        init => _sensorId = value is null ? null : JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    }

    /// <summary>Writes <c>status</c> and <c>sightings</c> with every RRset; null leaves them out.</summary>
    public SightingObjects? Sightings { get; init; }

    /// <inheritdoc cref="OwnerForm"/>
    public OwnerForm Owners { get; init; }

    /// <summary>Write <c>time_first</c> and <c>time_last</c> as <see cref="UtcText.WriteSeconds"/> does: for people, not for other tools.</summary>
    public bool WithDates { get; init; }

    /// <summary>The question that the next RRsets answer, written with each; null for none.</summary>
    public string? Query
    {
        get => _query?.Value;
        set => _query = value is null ? null : JsonEncodedText.Encode(Encoding.UTF8.GetBytes(value), JavaScriptEncoder.Default); // half a surrogate pair is replaced
    }

    /// <summary>Write <c>status</c> for an RRset that is not <see cref="SightingStatus.Matched"/>.</summary>
    public bool WithStatus { get; init; }

    /// <summary>Writes one line, its line feed included.</summary>
    public void Write(RRset rrset, IBufferWriter<byte> output)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        owner = owner[..rrset.ReadOwner(owner)];
        var text = new AsciiWriter(output);
        text.Write("{\"count\":"u8);
        text.WriteNumber(rrset.Window.Count);
        text.Write(",\"time_first\":"u8);
        WriteTime(rrset.Window.FirstMilliseconds, rrset.Window.FirstSeconds, ref text);
        text.Write(",\"time_last\":"u8);
        WriteTime(rrset.Window.LastMilliseconds, rrset.Window.LastSeconds, ref text);
        text.Write(",\"rrname\":\""u8);
        WriteName(owner, Owners, ref text);
        WriteType(rrset.Type, ref text);
        WriteBailiwick(rrset, owner, ref text);
        WriteRData(rrset, ref text);
        WriteInternational(owner, ref text);
        WriteOurOwn(rrset, ref text);
        text.Write("}\n"u8);
        text.Flush();
    }

    private void WriteTime(long milliseconds, long seconds, ref AsciiWriter text)
    {
        if (!WithDates)
        {
            text.WriteNumber(seconds);
            return;
        }

        text.WriteCharacter((byte)'"');
        text.Advance(UtcText.WriteSeconds(milliseconds, text.Reserve(UtcText.MaxLength)));
        text.WriteCharacter((byte)'"');
    }

    private static void WriteType(RRType type, ref AsciiWriter text)
    {
        text.Write("\",\"rrtype\":\""u8);
        text.Advance(RDataTypes.WriteMnemonic(type, text.Reserve(RDataTypes.MaxMnemonicLength)));
        text.WriteCharacter((byte)'"');
    }

    private static void WriteBailiwick(RRset rrset, scoped ReadOnlySpan<byte> owner, ref AsciiWriter text)
    {
        if (rrset.BailiwickLabels is not { } labels) return;
        text.Write(",\"bailiwick\":\""u8);
        WriteName(DomainName.Ancestor(owner, labels), default, ref text);
        text.WriteCharacter((byte)'"');
    }

    private void WriteRData(RRset rrset, ref AsciiWriter text)
    {
        text.Write(",\"rdata\":["u8);
        var set = rrset.RDataSet;
        for (var first = true; RRsetKey.TryReadRData(ref set, out var rdata); first = false)
        {
            _rdata.ResetWrittenCount();
            Owners.WriteRData(rrset.Type, rdata, _rdata);
            text.Write(first ? "\""u8 : ",\""u8);
            WriteEscaped(_rdata.WrittenSpan, ref text);
            text.WriteCharacter((byte)'"');
        }

        text.WriteCharacter((byte)']');
    }

    private void WriteOurOwn(RRset rrset, ref AsciiWriter text)
    {
        if (_sensorId is { } sensorId)
        {
            text.Write(",\"sensor_id\":\""u8);
            text.Write(sensorId.EncodedUtf8Bytes);
            text.WriteCharacter((byte)'"');
        }

        text.Write(",\"time_first_ms\":"u8);
        text.WriteNumber(rrset.Window.FirstMilliseconds);
        text.Write(",\"time_last_ms\":"u8);
        text.WriteNumber(rrset.Window.LastMilliseconds);
        text.Write(",\"ttl_min\":"u8);
        text.WriteNumber(rrset.TtlMin);
        text.Write(",\"ttl_max\":"u8);
        text.WriteNumber(rrset.TtlMax);
        text.Write(",\"sources\":"u8);
        text.WriteNumber(rrset.SourceCount);
        if (_query is { } query)
        {
            text.Write(",\"query\":\""u8);
            text.Write(query.EncodedUtf8Bytes);
            text.WriteCharacter((byte)'"');
        }

        if (Sightings is not null || (WithStatus && rrset.Status != SightingStatus.Matched))
        {
            text.Write(",\"status\":\""u8);
            text.Write(SightingStatusText.Of(rrset.Status));
            text.WriteCharacter((byte)'"');
        }

        if (Sightings is null) return;
        text.Write(",\"sightings\":"u8);
        Sightings.Write(rrset.Sightings, ref text);
    }

    /// <summary>What people read in an internationalised name, and what is suspicious about it.</summary>
    private static void WriteInternational(scoped ReadOnlySpan<byte> owner, ref AsciiWriter text)
    {
        if (InternationalName.Read(owner) is not { } name) return;
        text.Write(",\"rrname_unicode\":\""u8);
        text.Write(JsonEncodedText.Encode(name.Text, JavaScriptEncoder.Default).EncodedUtf8Bytes);
        text.WriteCharacter((byte)'"');
        if (name.Mark == ScriptMark.MixedScripts) text.Write(",\"rrname_mixed_scripts\":true"u8);
        if (name.LookAlike is not { } latin) return;
        text.Write(",\"rrname_looks_like\":\""u8);
        text.Write(JsonEncodedText.Encode(latin, JavaScriptEncoder.Default).EncodedUtf8Bytes);
        text.WriteCharacter((byte)'"');
    }

    /// <summary>Most names have nothing that JSON escapes: they are written where they go at once.</summary>
    private static void WriteName(scoped ReadOnlySpan<byte> name, OwnerForm form, ref AsciiWriter text)
    {
        var room = text.Reserve(OwnerForm.MaxLength);
        var length = form.Write(name, room);
        if (room[..length].IndexOfAny((byte)'"', (byte)'\\') < 0) text.Advance(length);
        else WriteEscapedName(name, form, ref text);
    }

    private static void WriteEscapedName(scoped ReadOnlySpan<byte> name, OwnerForm form, ref AsciiWriter text)
    {
        Span<byte> presentation = stackalloc byte[OwnerForm.MaxLength];
        WriteEscaped(presentation[..form.Write(name, presentation)], ref text);
    }

    /// <summary>Presentation text is printable ASCII: two characters of it mean something in JSON.</summary>
    private static void WriteEscaped(scoped ReadOnlySpan<byte> presentation, ref AsciiWriter text)
    {
        while (true)
        {
            var plain = presentation.IndexOfAny((byte)'"', (byte)'\\');
            text.Write(plain < 0 ? presentation : presentation[..plain]);
            if (plain < 0) return;
            text.WriteCharacter((byte)'\\');
            text.WriteCharacter(presentation[plain]);
            presentation = presentation[(plain + 1)..];
        }
    }
}
