using LurkBot.Channels;
using LurkBot.Configuration;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Tests.Simulation;

/// <summary>One life of the real gateway's parts in a simulated world.</summary>
internal sealed class SimGateway : IDisposable
{
    /// <summary>Seldom enough that looks in vain are not most of what happens; nothing but this process writes into the ledger.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(6), TurnLooksEvery = TimeSpan.FromSeconds(1);

    private readonly SimWorld world;
    private readonly SimProcess process;
    private readonly StoreProcess identity;
    private readonly TurnClosing closing = new();
    private readonly AssistantServices services;
    private readonly Assistant assistant;
    private readonly ChannelHub hub;
    private Task running = Task.CompletedTask;

    public SimGateway(SimWorld world, string home, QueueMode mode, TimeSpan skew)
    {
        this.world = world;
        process = new SimProcess(world.Clock, world.Manners);
        process.Time.Skew = skew;
        identity = new StoreProcess(home);
        var options = new LurkBotOptions { Home = home };
        options.Sessions.Persistence = false;
        var channels = new List<IChannel>();
        foreach (var platform in world.Platforms)
        {
            var its = options.Of<ChannelsOptions>().For(platform.Name);
            platform.Configure(its);
            var channel = platform.Open(its, process);
            channels.Add(world.Fault is PlantedFault.AcknowledgedBeforeStored ? new HastyChannel(channel) : channel);
        }

        var store = new SimStore(new DroppingStore(world.Disk.Sessions, identity, process.Time), process, world.Disk, world.Fault);
        var model = new SimModel(process, world);
        services = new AssistantServices(new LoadedConfiguration(options, [], [], []), store, () => model, () => throw new LurkBotException("There is no sandbox here."), (html, _) => html, () => [], _ => { }, process.Time);
        assistant = new Assistant(services, new SessionRunnerOptions { Serves = _ => true, QueueMode = mode, LookEvery = TurnLooksEvery, Closing = closing.Closing, Leaving = closing.Leaving }, new SessionHubOptions(), compactsInBackground: false);
        var ledger = new SimLedger(process, world, world.Disk.Ledger.ReadCursorAsync(LedgerCursor.FilesRead, default).AsTask().Result is null);
        hub = new ChannelHub(new ChannelServices(services, assistant, ledger, new PairingBook(home, process.Time), NullLoggerFactory.Instance) { Transcriber = new SimTranscriber(process, world), LooksEvery = LooksEvery }, channels);
    }

    public bool IsReady { get; private set; }

    /// <summary>Whether nothing is under way in it.</summary>
    public bool IsIdle => hub.IsIdle;

    public void Start() => running = Task.Run(async () =>
    {
        try
        {
            await RecoverAsync();
            world.Trace("the gateway listens");
            world.Disturbances.Add(world.Clock.Elapsed);
            IsReady = true;
            await hub.RunAsync();
        }
        catch (Exception e)
        {
            world.Broken.Add($"the gateway ended by {e}");
        }
    });

    /// <summary>The clock of the machine is set; timers go on.</summary>
    public void Jump(TimeSpan by) => process.Time.Skew += by;

    /// <summary>On a full disk the gateway does not start; it is started again until it does.</summary>
    private async Task RecoverAsync()
    {
        while (true)
        {
            try
            {
                await hub.RecoverAsync(default);
                return;
            }
            catch (LurkBotException) when (world.Disk.IsFull)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), process.Time);
            }
        }
    }

    /// <summary>Ends in good order.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        closing.Close();
        await hub.StopAsync(drain);
        closing.Leave();
        await running;
        await hub.DisposeAsync();
        await assistant.DisposeAsync();
        // What has not ended by now ends with the process.
        Kill(isPowerCut: false);
    }

    public void Kill(bool isPowerCut)
    {
        process.Kill();
        world.Disk.Sessions.Crash(isPowerCut, world.Clock.Random, world.Fault is PlantedFault.LostClaim);
        Dispose();
    }

    /// <summary>Its locks on the home end with it.</summary>
    public void Dispose() => identity.Dispose();
}
