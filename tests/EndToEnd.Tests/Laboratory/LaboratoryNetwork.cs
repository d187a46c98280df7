using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using PassiveDns.EndToEnd.Tests.Privacy;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>The laboratory's machines, each a network namespace, and the cables between them. No cable leads out.</summary>
/// <remarks>
/// <code>
///                           clients  author-      +-- root    198.51.100.1   2001:db8:53::1
/// client 192.0.2.173 ------- resolver ---- wire --+-- tld     198.51.100.2   2001:db8:53::2     "example"; .3, ::3 "test"
///        2001:db8:c:0:...    192.0.2.53    (a     +-- bank    198.51.100.11  2001:db8:53::11    and .12, ::12
///                            192.0.2.54     hub)  +-- branch  198.51.100.21
///                                                 +-- evil    203.0.113.53
/// </code>
/// Addresses are those of documentation (RFC 5737, RFC 3849) and of the recorder in test-data/record, whose configurations serve here too.
/// Names of namespaces hold the number of this process, so that several laboratories live side by side and what a killed one left is known.
/// </remarks>
public sealed class LaboratoryNetwork : IDisposable
{
    public const string Client = "client", Resolver = "resolver", Root = "root", Tld = "tld", Bank = "bank", Branch = "branch", Evil = "evil";

    /// <summary>The resolver's interfaces: towards the clients, and up to the authorities.</summary>
    public const string ToClients = "clients", ToAuthorities = "authorities";

    private const string Prefix = "pdns-lab-";
    private const string Wire = "wire";
    private const int NetworkNamespaceType = 0x4000_0000; // CLONE_NEWNET of sched.h

    private static readonly string[] Machines = [Wire, Client, Resolver, Root, Tld, Bank, Branch, Evil];
    private static readonly string? Ip = ExternalProgram.Find("ip");

    private readonly string _lab = $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}-";

    /// <summary>Builds it all.</summary>
    public LaboratoryNetwork()
    {
        DeleteLeftovers();
        try
        {
            foreach (var machine in Machines) AddMachine(machine);
            Configure(Wire, "link add br0 type bridge ageing_time 0", "link set dev br0 up"); // it forgets at once who is where: a hub, as the forger needs
            AddCable(Client, "eth0", Resolver, ToClients, Canaries.ClientMac);
            Configure(Client, $"address add {Canaries.ClientIPv4}/24 dev eth0", $"address add {Canaries.ClientIPv6}/64 dev eth0 nodad");
            Configure(Resolver, $"address add 192.0.2.53/24 dev {ToClients}", $"address add 2001:db8:c::53/64 dev {ToClients} nodad");
            AddCable(Wire, "to-resolver", Resolver, ToAuthorities);
            Configure(Wire, "link set dev to-resolver master br0");
            Configure(Resolver, $"address add 192.0.2.54/32 dev {ToAuthorities}", $"address add 2001:db8:c:1::54/64 dev {ToAuthorities} nodad",
                $"route add 198.51.100.0/24 dev {ToAuthorities} src 192.0.2.54", $"route add 203.0.113.0/24 dev {ToAuthorities} src 192.0.2.54", $"route add 2001:db8:53::/48 dev {ToAuthorities}");
            Join(Root, "198.51.100.1/32", "2001:db8:53::1/128");
            Join(Tld, "198.51.100.2/32", "198.51.100.3/32", "2001:db8:53::2/128", "2001:db8:53::3/128");
            Join(Bank, "198.51.100.11/32", "198.51.100.12/32", "2001:db8:53::11/128", "2001:db8:53::12/128");
            Join(Branch, "198.51.100.21/32", "2001:db8:53::21/128");
            Join(Evil, "203.0.113.53/32");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A command line that runs on a machine.</summary>
    public IEnumerable<string> Command(string machine, params IEnumerable<string> command) => [Ip!, "netns", "exec", _lab + machine, .. command];

    /// <summary>Packets that the kernel counts on an interface, in both directions.</summary>
    public long Packets(string machine, string name)
    {
        var (_, output, _) = ExternalProgram.Run(Ip!, ["-n", _lab + machine, "-s", "-j", "link", "show", "dev", name], "");
        using var json = JsonDocument.Parse(output);
        var counters = json.RootElement[0].GetProperty("stats64");
        return counters.GetProperty("rx").GetProperty("packets").GetInt64() + counters.GetProperty("tx").GetProperty("packets").GetInt64();
    }

    /// <summary>Does something on a thread whose sockets belong to a machine.</summary>
    public Thread Start(string machine, Action work)
    {
        var thread = new Thread(() =>
        {
            using (var network = File.OpenHandle($"/run/netns/{_lab}{machine}"))
            {
                if (SetNamespace(network, NetworkNamespaceType) != 0) throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            work();
        }) { IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <summary>Does something on a machine and waits for its result.</summary>
    public T Do<T>(string machine, Func<T> work)
    {
        var result = new TaskCompletionSource<T>();
        Start(machine, () =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        foreach (var machine in Machines.Where(machine => File.Exists($"/run/netns/{_lab}{machine}"))) ExternalProgram.Run(Ip!, ["netns", "delete", _lab + machine], "");
    }

    /// <summary>Removes what laboratories left whose processes were killed.</summary>
    private static void DeleteLeftovers()
    {
        if (!Directory.Exists("/run/netns")) return;
        foreach (var name in Directory.GetFiles("/run/netns", Prefix + "*").Select(path => Path.GetFileName(path)))
        {
            if (int.TryParse(name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}"))
                ExternalProgram.Run(Ip!, ["netns", "delete", name], "");
        }
    }

    private void AddMachine(string machine)
    {
        Run(Ip!, "netns", "add", _lab + machine);
        Configure(machine, "link set lo up");
        Run([.. Command(machine, "sysctl", "-qw", "net.ipv6.conf.default.accept_ra=0", "net.ipv4.conf.all.arp_ignore=1")]);
    }

    private void AddCable(string left, string leftName, string right, string rightName, string? leftMac = null)
    {
        string[] mac = leftMac is null ? [] : ["address", leftMac];
        Run([Ip!, "link", "add", leftName, .. mac, "netns", _lab + left, "type", "veth", "peer", "name", rightName, "netns", _lab + right]);
        Configure(left, $"link set dev {leftName} up");
        Configure(right, $"link set dev {rightName} up");
    }

    /// <summary>A server on the hub, with a way back to the resolver only.</summary>
    private void Join(string machine, params string[] addresses)
    {
        AddCable(machine, "eth0", Wire, $"to-{machine}");
        Configure(Wire, $"link set dev to-{machine} master br0");
        Configure(machine, [
            .. addresses.Select(address => $"address add {address} dev eth0{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}"),
            "route add 192.0.2.54/32 dev eth0", "route add 2001:db8:c:1::/64 dev eth0"]);
    }

    private void Configure(string machine, params string[] lines)
    {
        var (code, output, errors) = ExternalProgram.Run(Ip!, ["-n", _lab + machine, "-batch", "-"], string.Join('\n', lines) + "\n");
        if (code != 0) throw new InvalidOperationException($"{machine}: {string.Join("; ", lines)}: {output}{errors}");
    }

    private static void Run(params string[] words)
    {
        var (code, output, errors) = ExternalProgram.Run(words[0], words[1..], "");
        if (code != 0) throw new InvalidOperationException($"{string.Join(' ', words)}: {output}{errors}");
    }

    /// <summary>setns(2): this thread goes over to another namespace.</summary>
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle descriptor, int type);
}
