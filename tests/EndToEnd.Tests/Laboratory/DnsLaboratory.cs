using System.Net;
using System.Net.Sockets;
using PassiveDns.EndToEnd.Tests.Privacy;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>
/// Real servers (NSD, BIND), a real resolver (unbound), a client (dnsperf), an evil authority and a forger; above the resolver a sensor (<c>pdns tap</c>) with tcpdump beside it,
/// below it tcpdump alone. Run once, for all tests of it.
/// </summary>
public sealed class DnsLaboratory : IDisposable
{
    private const string FloodRounds = "200"; // of all questions: several times as much as the small buffer holds

    private static readonly string Configurations = Path.Combine(TestFolders.TestData, "record", "config");
    private static readonly string[] Programs = ["ip", "sysctl", "nsd", "named", "unbound", "dnsperf", "tcpdump", "timeout"];

    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _running = [];

    public DnsLaboratory()
    {
        if (Missing is not null) return;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Close(); // a test run that is interrupted disposes nothing
        try
        {
            Run();
        }
        catch
        {
            Dispose();
            throw;
        }

        Close();
        InProcess.Do("verify-bailiwick", "--hints", Hints, "-a", AuthorityArchive);
        InProcess.Do("ingest", ClientCapture, "-q", "--hints", Hints, "-a", ClientArchive);
    }

    /// <summary>Why there is no laboratory on this machine; null where there is.</summary>
    public static string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return "network namespaces are Linux's";
            if (!Environment.IsPrivilegedProcess) return "only root makes network namespaces";
            return Programs.FirstOrDefault(program => ExternalProgram.Find(program) is null) is { } missing ? $"{missing} is not installed" : null;
        }
    }

    /// <summary>Hints for this root, which is not the real one.</summary>
    public string Hints => _folder.At("root.hints");

    /// <summary>What passed between resolver and authorities, as tcpdump has it.</summary>
    public string AuthorityCapture => _folder.At("authorities.pcap");

    /// <summary>What passed between client and resolver.</summary>
    public string ClientCapture => _folder.At("clients.pcap");

    /// <summary>Frames in it, as tcpdump says.</summary>
    public long Captured { get; private set; }

    /// <summary>The sensor's archive.</summary>
    public string AuthorityArchive => _folder.At("authorities.pdns");

    /// <summary>The archive of a sensor that was held up while a flood passed.</summary>
    public string FloodedArchive => _folder.At("flooded.pdns");

    /// <summary>Packets that the kernel counted meanwhile: from when that sensor was surely there to before it was asked to end, and from before it came to after it had gone.</summary>
    public (long Least, long Most) Flood { get; private set; }

    public string ClientArchive => _folder.At("clients.pdns");

    /// <summary>Datagrams that the forger sent: wrong ids, and right but late.</summary>
    public (int WrongIds, int RightIds) Forged { get; private set; }

    /// <summary>What dnsperf reports of the questions: over UDP and IPv4, UDP and IPv6, TCP.</summary>
    public IReadOnlyList<string> Asked { get; private set; } = [];

    public void Dispose()
    {
        Close();
        if (Directory.Exists(_folder.Path)) _folder.Dispose();
    }

    private void Run()
    {
        var network = Keep(new LaboratoryNetwork());
        WriteZones();
        StartServers(network);
        Keep(new EvilAuthority(network));
        var forger = Keep(new Forger(network));
        var sensor = Keep(new SensorTap(network, LaboratoryNetwork.Resolver, LaboratoryNetwork.ToAuthorities, AuthorityArchive, "--commit", "1s"));
        var authorities = Keep(new PacketTap(network, LaboratoryNetwork.Resolver, LaboratoryNetwork.ToAuthorities, AuthorityCapture));
        var clients = Keep(new PacketTap(network, LaboratoryNetwork.Resolver, LaboratoryNetwork.ToClients, ClientCapture));
        StartResolver(network);
        Asked = Ask(network);

        Thread.Sleep(500); // for the last forgery, and for the taps
        var said = sensor.Stop();
        authorities.Stop();
        clients.Stop();
        Assert.Equal((0, 0), (authorities.Dropped, clients.Dropped));
        Assert.True(said.Contains("matched responses", StringComparison.Ordinal), $"the sensor said: {said}");
        Captured = clients.Captured;
        Forged = (forger.WrongIds, forger.RightIds);
        Flood = LetFloodPass(network);
    }

    /// <summary>A sensor with a small buffer is held up while answers out of the resolver's cache go by, as fast as they come.</summary>
    private (long Least, long Most) LetFloodPass(LaboratoryNetwork network)
    {
        var first = Passed();
        using var sensor = new SensorTap(network, LaboratoryNetwork.Resolver, LaboratoryNetwork.ToClients, FloodedArchive, "--buffer", "1");
        sensor.Pause();
        var begin = Passed();
        Perform(network, "-s", "192.0.2.53", "-a", Canaries.ClientIPv4, "-x", $"{Canaries.UdpPort}", "-n", FloodRounds);
        var end = Passed();
        sensor.GoOn();
        sensor.Stop();
        return (end - begin, Passed() - first);

        long Passed() => network.Packets(LaboratoryNetwork.Resolver, LaboratoryNetwork.ToClients);
    }

    private void WriteZones()
    {
        Directory.CreateDirectory(_folder.At("served"));
        foreach (var zone in LaboratoryZones.Zones) File.WriteAllText(_folder.At($"served/{FileName(zone)}"), LaboratoryZones.File(zone));
        File.WriteAllText(Hints, LaboratoryZones.Hints);
        File.WriteAllText(_folder.At("root.anchor"), ""); // nothing is signed here
    }

    private void StartServers(LaboratoryNetwork network)
    {
        StartNsd(network, LaboratoryNetwork.Root, "198.51.100.1", "2001:db8:53::1", "", ".");
        StartNsd(network, LaboratoryNetwork.Tld, "198.51.100.2", "2001:db8:53::2", "ip-address: 198.51.100.3\n    ip-address: 2001:db8:53::3", "example.", "test.");
        StartNsd(network, LaboratoryNetwork.Branch, "198.51.100.21", "2001:db8:53::21", "", "branch.bank.example.");
        var configuration = Configure("named.conf", LaboratoryNetwork.Bank);
        File.AppendAllText(configuration, "zone \"bank.example\" { type primary; file \"served/bank.example\"; };\n");
        WaitFor(network, LaboratoryNetwork.Bank, "198.51.100.11", "bank.example.", "named", "-f", "-c", configuration);
    }

    private void StartNsd(LaboratoryNetwork network, string machine, string address4, string address6, string moreAddresses, params string[] zones)
    {
        var configuration = Configure("nsd.conf", machine, ("ADDRESS4", address4), ("ADDRESS6", address6), ("MORE_ADDRESSES", moreAddresses));
        foreach (var zone in zones) File.AppendAllText(configuration, $"zone:\n    name: \"{zone}\"\n    zonefile: \"{FileName(zone)}\"\n");
        WaitFor(network, machine, address4, zones[0], "nsd", "-d", "-c", configuration);
    }

    private void StartResolver(LaboratoryNetwork network) =>
        WaitFor(network, LaboratoryNetwork.Resolver, "192.0.2.53", "localhost.", "unbound", "-d", "-c", Configure("unbound.conf", LaboratoryNetwork.Resolver));

    /// <summary>Fills in one of the recorder's configurations.</summary>
    private string Configure(string template, string name, params (string Placeholder, string Value)[] values)
    {
        var text = File.ReadAllText(Path.Combine(Configurations, template));
        foreach (var (placeholder, value) in values.Append(("WORK", _folder.Path)).Append(("NAME", name))) text = text.Replace($"@{placeholder}@", value, StringComparison.Ordinal);
        File.WriteAllText(_folder.At($"{name}.conf"), text);
        return _folder.At($"{name}.conf");
    }

    /// <summary>Starts a server and waits until it answers: asked on its own machine, where no tap listens.</summary>
    private void WaitFor(LaboratoryNetwork network, string machine, string address, string name, params string[] command)
    {
        var server = Keep(new LaboratoryProcess(network, machine, command));
        server.WaitUntil(() => network.Do(machine, () => Answers(address, name)), $"answer for {name}");
    }

    private static bool Answers(string address, string name)
    {
        try
        {
            using var socket = new UdpClient(address, 53) { Client = { ReceiveTimeout = 200 } };
            socket.Send(DnsMessageBuilder.Query(1, name, RRType.SOA).ToArray());
            IPEndPoint? server = null;
            return (socket.Receive(ref server)[3] & 0xF) == 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The client asks all questions three ways, from a port of its own each, and tells of its subnet.</summary>
    private List<string> Ask(LaboratoryNetwork network)
    {
        File.WriteAllLines(_folder.At("questions"), LaboratoryZones.Questions.Select(question => $"{question.Name} {question.Type}"));
        var (v4, v6) = (Convert.ToHexStringLower(Canaries.Subnet(Canaries.SubnetIPv4)), Convert.ToHexStringLower(Canaries.Subnet(Canaries.SubnetIPv6)));
        return
        [
            Perform(network, "-s", "192.0.2.53", "-a", Canaries.ClientIPv4, "-x", $"{Canaries.UdpPort}", "-E", $"8:{v4}"),
            Perform(network, "-s", "2001:db8:c::53", "-a", Canaries.ClientIPv6, "-x", $"{Canaries.Udp6Port}", "-E", $"8:{v6}"),
            Perform(network, "-s", "192.0.2.53", "-a", Canaries.ClientIPv4, "-x", $"{Canaries.TcpPort}", "-m", "tcp"),
        ];
    }

    private string Perform(LaboratoryNetwork network, params string[] options)
    {
        using var client = new LaboratoryProcess(
            network, LaboratoryNetwork.Client, ["dnsperf", "-n", "1", .. options, "-d", _folder.At("questions"), "-c", "1", "-T", "1", "-q", "5", "-t", "8"]);
        return client.Finish();
    }

    private static string FileName(string zone) => zone == "." ? "root" : zone.TrimEnd('.');

    private T Keep<T>(T one) where T : IDisposable
    {
        _running.Add(one);
        return one;
    }

    /// <summary>Ends what runs, the latest first: programs before the network they are in.</summary>
    private void Close()
    {
        foreach (var one in _running.AsEnumerable().Reverse()) one.Dispose();
        _running.Clear();
    }
}

/// <summary>Tests that share the laboratory.</summary>
[CollectionDefinition(nameof(DnsLaboratory))]
public sealed class LaboratoryCollection : ICollectionFixture<DnsLaboratory>;
