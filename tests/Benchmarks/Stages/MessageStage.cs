using System.Buffers.Binary;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>Reads every record of every UDP message with our message reader, owners written out, and keeps nothing.</summary>
/// <remarks>Headers are stepped over as the workload has them (Ethernet, no options): messages alone are measured.</remarks>
internal sealed class MessageStage
{
    private const int EthernetLength = 14;
    private const byte Udp = 17;

    private long _messages, _records, _faults;

    public static StageResult Run(IFrameReader capture)
    {
        var stage = new MessageStage();
        var frames = 0L;
        for (; capture.TryRead(out var frame); frames++) stage.Frame(frame.Octets);
        return new StageResult(
            frames,
            FormattableString.Invariant($"{stage._messages:N0} UDP messages, {stage._records:N0} records, {stage._faults:N0} faults"));
    }

    private void Frame(ReadOnlySpan<byte> frame)
    {
        var isIPv6 = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == 0x86DD;
        var packet = frame[EthernetLength..];
        if (packet[isIPv6 ? 6 : 9] == Udp) Message(packet[((isIPv6 ? 40 : 20) + 8)..]);
    }

    private void Message(ReadOnlySpan<byte> message)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var reader = new DnsMessageReader(message);
        _messages++;
        while (reader.TryReadQuestion(name, out _)) { }
        while (reader.TryReadRecord(name, out _)) _records++;
        if (reader.Fault.Kind != WireFaultKind.None) _faults++;
    }
}
