using System.Buffers.Binary;
using System.Diagnostics;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <summary>Analyses one capture: frames in, RRset observations out, and an account in which every frame stands once.</summary>
/// <remarks>Bounded in memory whatever the capture holds, free of allocation per frame once its buffers have grown, not thread-safe.</remarks>
public sealed class CaptureAnalysis : IMessageReceiver
{
    private const ushort MulticastDnsPort = 5353; // RFC 6762
    private const ushort LlmnrPort = 5355; // RFC 4795
    private const int QuotedPacketOffset = 8; // RFC 792, RFC 4443: behind type, code, checksum and a word
    private const int FramesBetweenCancellationChecks = 4_096;

    private readonly DnsPorts _ports;
    private readonly FragmentTable _fragments;
    private readonly TcpStreamTable _streams;
    private readonly MessageAnalysis _messages;
    private readonly List<LinkType> _linkTypes = [];
    private long _firstNanoseconds = long.MaxValue;
    private long _lastNanoseconds = long.MinValue;
    private FrameMark _frame; // the one being analysed
    private FrameOutcome _streamOutcome; // what it has come to so far, when it is of a stream

    /// <param name="sink">Told of every observation, during <see cref="Add"/> and <see cref="Finish"/>.</param>
    public CaptureAnalysis(IRRsetSink sink, AnalysisOptions options)
    {
        _ports = new DnsPorts(options.Ports);
        _fragments = new FragmentTable(options.FragmentMemory, Accounting);
        _streams = new TcpStreamTable(options.StreamMemory, _ports, this, Accounting);
        _messages = new MessageAnalysis(sink, Accounting);
    }

    public Accounting Accounting { get; } = new();

    /// <summary>Link types met, ascending, each once.</summary>
    public IReadOnlyList<LinkType> LinkTypes => _linkTypes;

    /// <summary>Time of the earliest frame, milliseconds since the epoch, rounded down; null before the first frame.</summary>
    public long? FirstPacketMilliseconds => Accounting.FramesRead == 0 ? null : FloorDivision.Quotient(_firstNanoseconds, 1_000_000);

    /// <summary>Time of the latest frame, milliseconds since the epoch, rounded down; null before the first frame.</summary>
    public long? LastPacketMilliseconds => Accounting.FramesRead == 0 ? null : FloorDivision.Quotient(_lastNanoseconds, 1_000_000);

    /// <summary>Responses were seen and no query at all.</summary>
    public bool IsOneSided => _messages is { HasResponses: true, HasQueries: false };

    /// <summary>Analyses all frames of a capture, and finishes.</summary>
    /// <exception cref="OperationCanceledException">The token asked for it; the account is then not balanced.</exception>
    public void Run(IFrameReader reader, CancellationToken cancellation)
    {
        while (reader.TryRead(out var frame))
        {
            if (Accounting.FramesRead % FramesBetweenCancellationChecks == 0) cancellation.ThrowIfCancellationRequested();
            Add(frame);
        }

        Finish();
    }

    /// <summary>Analyses the next frame.</summary>
    public void Add(in CaptureFrame frame)
    {
        _frame = new FrameMark(frame.Number, frame.TimeNanoseconds);
        _firstNanoseconds = Math.Min(_firstNanoseconds, frame.TimeNanoseconds);
        _lastNanoseconds = Math.Max(_lastNanoseconds, frame.TimeNanoseconds);
        if (_linkTypes.Count == 0 || _linkTypes[^1] != frame.LinkType) NoteLinkType(frame.LinkType);

        Accounting.FramesRead++;
        Accounting.Add(AnalyseLink(frame));
    }

    /// <summary>The capture is over: hands on what unfinished streams still hold, and closes the account.</summary>
    public void Finish()
    {
        _frame = default;
        _streams.Finish();
        _fragments.Finish();
        _messages.Finish();
        Debug.Assert(Accounting.IsBalanced);
    }

    void IMessageReceiver.Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy)
    {
        var outcome = _messages.Add(flow, isTcp: true, message, isCut: false, completedBy);
        if (completedBy == _frame && Rank(outcome) < Rank(_streamOutcome)) _streamOutcome = outcome;
    }

    /// <summary>Order in which one outcome is taken before another when a frame completes several messages.</summary>
    private static int Rank(FrameOutcome outcome) => outcome switch
    {
        FrameOutcome.Response => 0,
        FrameOutcome.Query => 1,
        FrameOutcome.ResponseNotKept => 2,
        FrameOutcome.MessageNotArchived => 3,
        FrameOutcome.MalformedDns => 4,
        _ => 5,
    };

    private static FrameOutcome Refused(PacketFault fault, in CaptureFrame frame, FrameOutcome malformed) =>
        fault == PacketFault.TooShort && frame.IsCut ? FrameOutcome.CutBySnapLength : malformed;

    private void NoteLinkType(LinkType linkType)
    {
        var index = _linkTypes.BinarySearch(linkType);
        if (index < 0) _linkTypes.Insert(~index, linkType);
    }

    private FrameOutcome AnalyseLink(in CaptureFrame frame)
    {
        switch (LinkLayer.FindIp(frame.LinkType, frame.Octets, out var octets))
        {
            case LinkContent.Ip:
                return AnalyseIp(frame, octets);
            case LinkContent.NotIp:
                return FrameOutcome.NotIp;
            case LinkContent.Encapsulated:
                return FrameOutcome.Encapsulated;
            case LinkContent.TooShort:
                return Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedLink);
            case LinkContent.Malformed:
                return FrameOutcome.MalformedLink;
            default:
                Accounting.AddUnsupportedLinkType((int)frame.LinkType);
                return FrameOutcome.UnsupportedLinkType;
        }
    }

    private FrameOutcome AnalyseIp(in CaptureFrame frame, ReadOnlySpan<byte> octets)
    {
        var fault = IpPacket.TryRead(octets, out var packet);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedIp);
        return packet.Fragment.IsFragment ? AnalyseFragment(frame, packet) : AnalyseTransport(frame, packet);
    }

    private FrameOutcome AnalyseFragment(in CaptureFrame frame, in IpPacket fragment)
    {
        if (IpProtocol.IsEncapsulation(fragment.Protocol)) return FrameOutcome.Encapsulated;
        if (fragment.Protocol is not (IpProtocol.Udp or IpProtocol.Tcp) && !IpProtocol.IsExtension(fragment.Protocol)) return FrameOutcome.NotDns;
        if (fragment.IsCut) return Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedIp);

        var result = _fragments.Add(fragment, frame.TimeNanoseconds, out var octets, out var protocol);
        if (result != FragmentResult.Completed)
            return result == FragmentResult.Kept ? FrameOutcome.Fragment : FrameOutcome.MalformedIp;
        return IpPacket.TryReassemble(fragment, protocol, octets, out var packet) == PacketFault.None
            ? AnalyseTransport(frame, packet)
            : FrameOutcome.MalformedIp;
    }

    private FrameOutcome AnalyseTransport(in CaptureFrame frame, in IpPacket packet) => packet.Protocol switch
    {
        IpProtocol.Udp => AnalyseUdp(frame, packet),
        IpProtocol.Tcp => AnalyseTcp(frame, packet),
        IpProtocol.Icmp or IpProtocol.IcmpV6 => AnalyseIcmp(packet),
        _ => IpProtocol.IsEncapsulation(packet.Protocol) ? FrameOutcome.Encapsulated : FrameOutcome.NotDns,
    };

    private FrameOutcome AnalyseUdp(in CaptureFrame frame, in IpPacket packet)
    {
        var fault = UdpDatagram.TryRead(packet, out var datagram);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedTransport);
        if (!_ports.IsDns(datagram.SourcePort, datagram.DestinationPort))
            return OtherUdp(datagram.SourcePort, datagram.DestinationPort);

        var flow = new Flow(packet.Source, packet.Destination, datagram.SourcePort, datagram.DestinationPort);
        var outcome = _messages.Add(flow, isTcp: false, datagram.Payload, datagram.IsCut, _frame);
        return outcome == FrameOutcome.CutBySnapLength ? Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedTransport) : outcome;
    }

    private static FrameOutcome OtherUdp(ushort sourcePort, ushort destinationPort)
    {
        if (sourcePort == MulticastDnsPort || destinationPort == MulticastDnsPort) return FrameOutcome.MulticastDns;
        if (sourcePort == LlmnrPort || destinationPort == LlmnrPort) return FrameOutcome.Llmnr;
        return IsTunnel(sourcePort) || IsTunnel(destinationPort) ? FrameOutcome.Encapsulated : FrameOutcome.NotDns;
    }

    /// <summary>L2TP, GTP-U, Teredo, GRE, VXLAN, Geneve, MPLS in UDP, and VXLAN as Linux first numbered it (IANA "Service Names and Port Numbers").</summary>
    private static bool IsTunnel(ushort port) => port is 1701 or 2152 or 3544 or 4754 or 4789 or 6081 or 6635 or 8472;

    private FrameOutcome AnalyseTcp(in CaptureFrame frame, in IpPacket packet)
    {
        var fault = TcpSegment.TryRead(packet, out var segment);
        if (fault != PacketFault.None) return Refused(fault, frame, FrameOutcome.MalformedTransport);
        if (!_ports.IsDns(segment.SourcePort, segment.DestinationPort)) return FrameOutcome.NotDns;

        // Octets that the capture cut off leave a hole in the stream, which is treated as any other.
        _streamOutcome = packet.IsCut ? Refused(PacketFault.TooShort, frame, FrameOutcome.MalformedIp) : FrameOutcome.TcpSegment;
        _streams.Add(new Flow(packet.Source, packet.Destination, segment.SourcePort, segment.DestinationPort), segment, _frame);
        return _streamOutcome;
    }

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
