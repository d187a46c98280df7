using System.Buffers.Binary;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer;

/// <summary>Goes from a frame down to the DNS message in it, and says what the frame came to.</summary>
internal sealed class PacketAnalysis : IMessageReceiver
{
    private const ushort MulticastDnsPort = 5353; // RFC 6762
    private const ushort LlmnrPort = 5355; // RFC 4795
    private const int QuotedPacketOffset = 8; // RFC 792, RFC 4443: behind type, code, checksum and a word

    private readonly Accounting _accounting;
    private readonly DnsPorts _ports;
    private readonly bool _anyPort;
    private readonly Decapsulation _decapsulation;
    private readonly FragmentTable _fragments;
    private readonly TcpStreamTable _streams;
    private readonly EncryptedDns _encryptedDns;
    private readonly MessageAnalysis _messages;
    private readonly IMessageObserver? _observer;
    private readonly FrameTrail? _trail;
    private FrameMark _frame; // the one being analysed
    private FrameOutcome _streamOutcome; // what its stream has come to so far

    public PacketAnalysis(
        IRRsetSink sink, AnalysisOptions options, Accounting accounting, IMessageObserver? observer, FrameTrail? trail = null)
    {
        _accounting = accounting;
        _observer = observer;
        _trail = trail;
        _ports = new DnsPorts(options.Ports);
        _anyPort = options.AnyPort;
        _decapsulation = new Decapsulation(accounting);
        _fragments = new FragmentTable(options.FragmentMemory, accounting, trail);
        _streams = new TcpStreamTable(options.StreamMemory, _ports, this, accounting, trail);
        _encryptedDns = new EncryptedDns(accounting);
        _messages = new MessageAnalysis(sink, accounting, trail);
    }

    /// <summary>Responses were seen and no query at all.</summary>
    public bool IsOneSided => _messages is { HasResponses: true, HasQueries: false };

    /// <summary>Takes over what another analysis had in hand between two frames; this one has had none.</summary>
    public void Load(StateReader state)
    {
        _fragments.Load(state);
        _streams.Load(state);
        _encryptedDns.Load(state);
        _messages.Load(state);
    }

    public void Save(StateWriter state)
    {
        _fragments.Save(state);
        _streams.Save(state);
        _encryptedDns.Save(state);
        _messages.Save(state);
    }

    public FrameOutcome Analyse(in CaptureFrame frame)
    {
        _frame = new FrameMark(frame.Number, frame.TimeNanoseconds);
        _trail?.BeginFrame(frame.Number);
        return AnalysePayload(frame, _decapsulation.OpenFrame(frame.LinkType, frame.Octets));
    }

    /// <summary>The capture is over: hands on what unfinished streams still hold.</summary>
    public void Finish()
    {
        _frame = default;
        _streams.Finish();
        _fragments.Finish();
        _messages.Finish();
    }

    void IMessageReceiver.Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy)
    {
        _observer?.Observe(Observed(flow, message, completedBy));
        _trail?.BeginMessage(flow.IsForward, isQuery: !new DnsMessageReader(message).Header.IsResponse);
        var outcome = _messages.Add(flow, isTcp: true, message, isCut: false, completedBy);
        if (completedBy == _frame) _streamOutcome = Better(_streamOutcome, outcome);
    }

    private static ObservedMessage Observed(in Flow flow, ReadOnlySpan<byte> message, FrameMark mark) => new()
    {
        Octets = message,
        FrameNumber = mark.Number,
        TimeNanoseconds = mark.TimeNanoseconds,
        Source = flow.Source,
        Destination = flow.Destination,
        SourcePort = flow.SourcePort,
        DestinationPort = flow.DestinationPort,
        IsTcp = true,
    };

    private ObservedMessage Observed(in Flow flow, in IpPacket packet, in UdpDatagram datagram) => new()
    {
        Octets = datagram.Payload,
        FrameNumber = _frame.Number,
        TimeNanoseconds = _frame.TimeNanoseconds,
        Source = flow.Source,
        Destination = flow.Destination,
        SourcePort = flow.SourcePort,
        DestinationPort = flow.DestinationPort,
        IsTcp = false,
        IsCut = datagram.IsCut,
        HopLimit = packet.HopLimit,
        Checksum = UdpChecksum.Verify(packet),
    };

    /// <summary>Which of two outcomes tells more, when a frame holds several messages or packets.</summary>
    private static FrameOutcome Better(FrameOutcome a, FrameOutcome b) => Rank(b) < Rank(a) ? b : a;

    private static int Rank(FrameOutcome outcome) => outcome switch
    {
        FrameOutcome.Response => 0,
        FrameOutcome.Query => 1,
        FrameOutcome.ResponseNotKept => 2,
        FrameOutcome.MessageNotArchived => 3,
        FrameOutcome.MalformedDns => 4,
        FrameOutcome.TcpSegment or FrameOutcome.Fragment => 5,
        FrameOutcome.NotDns or FrameOutcome.NotIp => 7,
        _ => 6,
    };

    private FrameOutcome AnalysePayload(in CaptureFrame frame, in Payload payload)
    {
        switch (payload.Kind)
        {
            case PayloadKind.Ip:
                return AnalyseIp(frame, payload.Octets);
            case PayloadKind.Aggregate:
                return AnalyseAggregate(frame, payload.Octets);
            case PayloadKind.NotIp:
                return FrameOutcome.NotIp;
            case PayloadKind.Opaque:
                return FrameOutcome.Encapsulated;
            case PayloadKind.NestedTooDeep:
                return FrameOutcome.NestedTooDeep;
            case PayloadKind.TooShort:
                return Refused(PacketFault.TooShort, frame, MalformedCarrier);
            case PayloadKind.Malformed:
                return MalformedCarrier;
            case PayloadKind.Unsupported:
                _accounting.AddUnsupportedLinkType((int)frame.LinkType);
                return FrameOutcome.UnsupportedLinkType;
            default:
                return FrameOutcome.NotDns;
        }
    }

    private FrameOutcome MalformedCarrier => _decapsulation.IsNested ? FrameOutcome.MalformedEncapsulation : FrameOutcome.MalformedLink;

    private static FrameOutcome Refused(PacketFault fault, in CaptureFrame frame, FrameOutcome malformed) =>
        fault == PacketFault.TooShort && frame.IsCut ? FrameOutcome.CutBySnapLength : malformed;

    private FrameOutcome AnalyseAggregate(in CaptureFrame frame, ReadOnlySpan<byte> subframes)
    {
        var outcome = FrameOutcome.NotIp;
        while (_decapsulation.TryOpenSubframe(ref subframes, out var payload)) outcome = Better(outcome, AnalysePayload(frame, payload));
        return outcome;
    }

    private FrameOutcome AnalyseIp(in CaptureFrame frame, ReadOnlySpan<byte> octets)
    {
        var fault = IpPacket.TryRead(octets, out var packet);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedIp);
        return packet.Fragment.IsFragment ? AnalyseFragment(frame, packet) : AnalyseTransport(frame, packet);
    }

    private FrameOutcome AnalyseFragment(in CaptureFrame frame, in IpPacket fragment)
    {
        if (!MayHoldDns(fragment.Protocol)) return FrameOutcome.NotDns;
        if (fragment.IsCut) return Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedIp);

        var result = _fragments.Add(fragment, frame.TimeNanoseconds, out var octets, out var protocol);
        if (result != FragmentResult.Completed)
            return result == FragmentResult.Kept ? FrameOutcome.Fragment : FrameOutcome.MalformedFragment;
        if (IpPacket.TryReassemble(fragment, protocol, octets, out var packet) != PacketFault.None) return FrameOutcome.MalformedIp;
        var outcome = AnalyseTransport(frame, packet);
        _trail?.BeginFrame(frame.Number); // which may hold another packet
        return outcome;
    }

    private static bool MayHoldDns(byte protocol) =>
        protocol is IpProtocol.Udp or IpProtocol.Tcp || IpProtocol.IsExtension(protocol) || IpProtocol.IsTunnel(protocol);

    private FrameOutcome AnalyseTransport(in CaptureFrame frame, in IpPacket packet) => packet.Protocol switch
    {
        IpProtocol.Udp => AnalyseUdp(frame, packet),
        IpProtocol.Tcp => AnalyseTcp(frame, packet),
        IpProtocol.Icmp or IpProtocol.IcmpV6 => AnalyseIcmp(packet),
        _ => AnalysePayload(frame, _decapsulation.OpenProtocol(packet.Protocol, packet.Payload)),
    };

    private FrameOutcome AnalyseUdp(in CaptureFrame frame, in IpPacket packet)
    {
        var fault = UdpDatagram.TryRead(packet, out var datagram);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedUdp);
        return _ports.IsDns(datagram.SourcePort, datagram.DestinationPort)
            ? AnalyseMessage(frame, packet, datagram)
            : AnalyseOtherUdp(frame, packet, datagram);
    }

    private FrameOutcome AnalyseMessage(in CaptureFrame frame, in IpPacket packet, in UdpDatagram datagram)
    {
        var flow = new Flow(packet.Source, packet.Destination, datagram.SourcePort, datagram.DestinationPort);
        _observer?.Observe(Observed(flow, packet, datagram));
        _trail?.BeginDatagram();
        var outcome = _messages.Add(flow, isTcp: false, datagram.Payload, datagram.IsCut, _frame);
        if (outcome is FrameOutcome.Response or FrameOutcome.ResponseNotKept) NoteChecksum(packet);
        return outcome == FrameOutcome.CutBySnapLength ? Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedUdp) : outcome;
    }

    /// <summary>A wrong one is counted and no reason to refuse: where a capture is taken at the sender, its network card was to fill it in.</summary>
    private void NoteChecksum(in IpPacket packet)
    {
        var state = UdpChecksum.Verify(packet);
        if (state == UdpChecksumState.Absent) _accounting.Add(AnalysisFact.ChecksumAbsent);
        if (state == UdpChecksumState.Wrong) _accounting.Add(AnalysisFact.ChecksumWrong);
    }

    private FrameOutcome AnalyseOtherUdp(in CaptureFrame frame, in IpPacket packet, in UdpDatagram datagram)
    {
        var (source, destination) = (datagram.SourcePort, datagram.DestinationPort);
        if (source == MulticastDnsPort || destination == MulticastDnsPort) return FrameOutcome.MulticastDns;
        if (source == LlmnrPort || destination == LlmnrPort) return FrameOutcome.Llmnr;
        if (_encryptedDns.TryNote(packet, source, destination)) return FrameOutcome.EncryptedDns;
        var opened = _decapsulation.OpenUdp(source, destination, datagram.Payload);
        if (opened.Kind != PayloadKind.NoTunnel) return AnalysePayload(frame, opened);
        return _anyPort && MessageStart.IsWholeMessage(datagram.Payload) ? AnalyseMessage(frame, packet, datagram) : FrameOutcome.NotDns;
    }

    private FrameOutcome AnalyseTcp(in CaptureFrame frame, in IpPacket packet)
    {
        var fault = TcpSegment.TryRead(packet, out var segment);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedTcp);
        var flow = new Flow(packet.Source, packet.Destination, segment.SourcePort, segment.DestinationPort);
        if (!_ports.IsDns(segment.SourcePort, segment.DestinationPort) && !(_anyPort && LooksLikeDns(flow, segment)))
            return _encryptedDns.TryNote(packet, segment.SourcePort, segment.DestinationPort) ? FrameOutcome.EncryptedDns : FrameOutcome.NotDns;

        // Octets that the capture cut off leave a hole in the stream, which is treated as any other.
        _streamOutcome = packet.IsCut ? Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedIp) : FrameOutcome.TcpSegment;
        _streams.Add(flow, segment, _frame);
        return _streamOutcome;
    }

    /// <summary>A connection in which a message once began, or one that begins with one here.</summary>
    private bool LooksLikeDns(in Flow flow, in TcpSegment segment) =>
        _streams.Knows(flow) || MessageStart.IsPlausible(segment.Payload, MessageRole.Either);

    /// <summary>An ICMP error quotes the packet that caused it, whole or cut.</summary>
    private FrameOutcome AnalyseIcmp(in IpPacket packet)
    {
        if (packet.Payload.Length <= QuotedPacketOffset || !IsError(packet.Protocol, packet.Payload[0])) return FrameOutcome.NotDns;
        if (IpPacket.TryRead(packet.Payload[QuotedPacketOffset..], out var quoted) != PacketFault.None) return FrameOutcome.NotDns;
        if (quoted.Protocol is not (IpProtocol.Udp or IpProtocol.Tcp) || quoted.Fragment.Offset > 0) return FrameOutcome.NotDns;
        if (quoted.Payload.Length < 4) return FrameOutcome.NotDns;
        var sourcePort = BinaryPrimitives.ReadUInt16BigEndian(quoted.Payload); // in UDP as in TCP
        var destinationPort = BinaryPrimitives.ReadUInt16BigEndian(quoted.Payload[2..]);
        return _ports.IsDns(sourcePort, destinationPort) ? FrameOutcome.QuotedInIcmp : FrameOutcome.NotDns;
    }

    /// <summary>Messages that quote a packet: unreachable, source quench, redirect, time exceeded, parameter problem; of ICMPv6 types 1 to 4.</summary>
    private static bool IsError(byte protocol, byte type) =>
        protocol == IpProtocol.Icmp ? type is 3 or 4 or 5 or 11 or 12 : type is >= 1 and <= 4;
}
