using System.Buffers.Binary;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>What was generated, counted while writing.</summary>
internal sealed class WorkloadSummary
{
    public long Pairs { get; set; }
    public long Packets { get; set; }
    public long Octets { get; set; }
    public long OverIPv6 { get; set; }
    public long OverTcp { get; set; }
    public long InSeveralSegments { get; set; }
    public long NameErrors { get; set; }

    /// <summary>Records by section, EDNS records left out.</summary>
    public long[] Records { get; } = new long[3];

    public override string ToString() => FormattableString.Invariant(
        $"""
        {Pairs:N0} pairs, {Packets:N0} packets, {Octets:N0} octets; IPv6 {OverIPv6:N0}, NXDOMAIN {NameErrors:N0}
        TCP {OverTcp:N0}, of them {InSeveralSegments:N0} in several segments
        records: {Records[0]:N0} answer, {Records[1]:N0} authority, {Records[2]:N0} additional, EDNS left out
        """);
}

/// <summary>Writes a capture of resolvers and authorities: the pairs of <see cref="ResolverTraffic"/> as packets in time.</summary>
internal sealed class WorkloadGenerator
{
    private const long DayMicroseconds = 86_400_000_000;
    private const int SplitResponses = 140; // of 1,000 over TCP
    private const int LengthPrefixAlone = 330; // of 1,000 split responses
    private const ushort HttpsPort = 443;

    // How a day's queries spread over its hours (UTC), in 1,000.
    private static readonly int[] HourShares =
        [22, 18, 16, 15, 16, 20, 28, 38, 50, 56, 58, 57, 54, 56, 57, 56, 54, 53, 54, 56, 54, 48, 37, 27];

    private readonly WorkloadOptions _options;
    private readonly ResolverTraffic _traffic;
    private readonly CaptureWriter _capture;
    private readonly PacketBuilder _packet = new();
    private readonly WorkloadSummary _summary = new();
    private readonly byte[] _webPayload = WebPayload();
    private uint _webSequence;
    private readonly byte[] _stream = new byte[2 + MessageBuilder.MaxMessageLength];

    private WorkloadGenerator(WorkloadOptions options, Stream output)
    {
        _options = options;
        _traffic = new ResolverTraffic(options);
        _capture = new CaptureWriter(output);
    }

    public static WorkloadSummary Write(WorkloadOptions options, Stream output) => new WorkloadGenerator(options, output).Run();

    private WorkloadSummary Run()
    {
        var time = 0L;
        var burst = 0;
        for (var pair = 0; pair < _options.Pairs; pair++)
        {
            time += _traffic.NextGap();
            if (--burst < 0)
            {
                time = Math.Max(time, _options.StartMicroseconds + TimeOfDay(pair));
                burst = _traffic.NextBurst();
            }

            _capture.WriteUntil(time);
            _traffic.Next(time);
            if (_traffic.OverTcp) AddTcp(time);
            else AddUdp(time);
            for (var i = 0; i < _options.WebBursts; i++) AddWeb(time + i);
            Count();
        }

        _capture.WriteAll();
        _summary.Packets = _capture.Packets;
        _summary.Octets = _capture.Octets;
        return _summary;
    }

    /// <summary>When a pair is due, microseconds after midnight, so that every hour gets its share of the pairs.</summary>
    private long TimeOfDay(int pair)
    {
        const long HourMicroseconds = DayMicroseconds / 24;
        var target = pair * 1_000L; // in thousandths of a pair, so that the shares stay whole numbers
        var before = 0L;
        for (var hour = 0; hour < HourShares.Length; hour++)
        {
            var share = (long)HourShares[hour] * _options.Pairs;
            if (target < before + share) return (hour * HourMicroseconds) + (long)((Int128)(target - before) * HourMicroseconds / share);
            before += share;
        }

        return DayMicroseconds;
    }

    private void AddUdp(long time)
    {
        _capture.Add(time, _packet.Udp(_traffic.Resolver, _traffic.Server, _traffic.Query.Message));
        _capture.Add(time + _traffic.RoundTrip, _packet.Udp(_traffic.Server, _traffic.Resolver, _traffic.Answer.Message));
    }

    /// <summary>One query on a connection of its own: handshake, query, response in one or more segments, both ends close.</summary>
    private void AddTcp(long time)
    {
        var (resolver, server) = (_traffic.Resolver, _traffic.Server);
        var roundTrip = _traffic.RoundTrip;
        var (ours, theirs) = ((uint)_traffic.Draw(int.MaxValue), (uint)_traffic.Draw(int.MaxValue));

        _capture.Add(time, _packet.Tcp(resolver, server, ours++, 0, TcpFlags.Syn, default));
        time += roundTrip;
        _capture.Add(time, _packet.Tcp(server, resolver, theirs++, ours, TcpFlags.Syn | TcpFlags.Ack, default));
        _capture.Add(time += 40, _packet.Tcp(resolver, server, ours, theirs, TcpFlags.Ack, default));

        var query = Prefixed(_traffic.Query);
        _capture.Add(time += 15, _packet.Tcp(resolver, server, ours, theirs, TcpFlags.Push | TcpFlags.Ack, query));
        ours += (uint)query.Length;

        time += roundTrip;
        var rest = Prefixed(_traffic.Answer);
        var segments = 0;
        for (var length = FirstSegmentLength(rest.Length); rest.Length > 0; length = PacketBuilder.MaxSegmentLength)
        {
            var segment = rest[..Math.Min(length, rest.Length)];
            _capture.Add(time += 12, _packet.Tcp(server, resolver, theirs, ours, TcpFlags.Push | TcpFlags.Ack, segment));
            theirs += (uint)segment.Length;
            rest = rest[segment.Length..];
            segments++;
        }

        if (segments > 1) _summary.InSeveralSegments++;
        _capture.Add(time += 40, _packet.Tcp(resolver, server, ours, theirs, TcpFlags.Ack, default));
        _capture.Add(time += 60, _packet.Tcp(resolver, server, ours++, theirs, TcpFlags.Fin | TcpFlags.Ack, default));
        time += roundTrip;
        _capture.Add(time, _packet.Tcp(server, resolver, theirs++, ours, TcpFlags.Fin | TcpFlags.Ack, default));
        _capture.Add(time + 40, _packet.Tcp(resolver, server, ours, theirs, TcpFlags.Ack, default));
    }

    /// <summary>A web server's answer to a machine behind the same tap: octets of no meaning, as encryption makes them.</summary>
    private void AddWeb(long time)
    {
        var (server, client) = (_traffic.Server with { Port = HttpsPort }, _traffic.Resolver);
        var payload = _webPayload.AsSpan(0, PacketBuilder.MaxSegmentLength);
        _capture.Add(time, _packet.Tcp(server, client, _webSequence, 1, TcpFlags.Ack, payload));
        _webSequence += (uint)payload.Length;
        _capture.Add(time, _packet.Tcp(server, client, _webSequence, 1, TcpFlags.Push | TcpFlags.Ack, payload));
        _webSequence += (uint)payload.Length;
        _capture.Add(time, _packet.Tcp(client, server, 1, _webSequence, TcpFlags.Ack, default));
    }

    private static byte[] WebPayload()
    {
        var random = new SplitMix64(HttpsPort);
        var payload = new byte[PacketBuilder.MaxSegmentLength];
        for (var i = 0; i < payload.Length; i++) payload[i] = (byte)random.Next();
        return payload;
    }

    /// <summary>The message after its length in two octets (RFC 1035 section 4.2.2).</summary>
    private ReadOnlySpan<byte> Prefixed(MessageBuilder builder)
    {
        var message = builder.Message;
        BinaryPrimitives.WriteUInt16BigEndian(_stream, (ushort)message.Length);
        message.CopyTo(_stream.AsSpan(2));
        return _stream.AsSpan(0, 2 + message.Length);
    }

    /// <summary>Some servers send the length alone, some a buffer's rest: a reader must take the stream as it comes.</summary>
    private int FirstSegmentLength(int length)
    {
        if (_traffic.Draw(1_000) >= SplitResponses) return PacketBuilder.MaxSegmentLength;
        return _traffic.Draw(1_000) < LengthPrefixAlone ? 2 : Math.Min(1 + _traffic.Draw(length - 1), PacketBuilder.MaxSegmentLength);
    }

    private void Count()
    {
        _summary.Pairs++;
        if (_traffic.Resolver.IsIPv6) _summary.OverIPv6++;
        if (_traffic.OverTcp) _summary.OverTcp++;
        if (_traffic.IsNameError) _summary.NameErrors++;
        for (var section = Section.Answer; section <= Section.Additional; section++)
            _summary.Records[(int)section] += _traffic.Answer.Count(section);
        if (_traffic.HasEdns) _summary.Records[(int)Section.Additional]--;
    }
}
