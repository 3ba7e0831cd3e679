package dev.tidegate.localaws.world.machine;

import java.time.Duration;

/**
 * The credits of one instance. Earning and burning are continuous; a demand that is constant over a
 * stretch of time is settled exactly, however long the stretch.
 *
 * <p>Standard: the balance stays in [0, max]; at zero the instance runs at its baseline. Unlimited:
 * what is missing is borrowed as surplus, up to 24 hours of earning; beyond that it is charged.
 * Launch credits lie apart, are spent first and do not count towards the maximum.
 */
final class CreditAccount {

  private static final double MINUTE_NANOS = 60e9;

  private final CreditRate rate;
  private boolean unlimited;
  private double launch;
  private double balance;
  private double surplus;
  private double charged;
  private double spent;

  CreditAccount(CreditRate rate, boolean unlimited) {
    this.rate = rate;
    this.unlimited = unlimited;
    this.launch = unlimited ? 0 : rate.launchCredits();
  }

  /** Settles a stretch of constant demand. */
  void advance(Duration stretch, double demandPercent) {
    double minutes = stretch.toNanos() / MINUTE_NANOS;
    double earning = rate.perHour() / 60;
    double burning = rate.vcpus() * demandPercent / 100;
    if (unlimited) {
      spend(minutes * burning);
      settleUnlimited(minutes * (earning - burning));
      return;
    }
    double fromLaunch = burning == 0 ? 0 : Math.min(minutes, launch / burning);
    launch = Math.max(0, launch - fromLaunch * burning);
    spend(fromLaunch * burning);
    balance = Math.min(rate.max(), balance + fromLaunch * earning);
    settleStandard(minutes - fromLaunch, earning, burning);
  }

  private void settleStandard(double minutes, double earning, double burning) {
    double net = earning - burning;
    double afford = net >= 0 ? minutes : Math.min(minutes, balance / -net);
    balance = Math.max(0, Math.min(rate.max(), balance + afford * net));
    // What the balance cannot pay for runs at the baseline, which earning pays for as it comes.
    spend(afford * burning + (minutes - afford) * earning);
  }

  private void settleUnlimited(double net) {
    double signed = balance - surplus + net;
    balance = Math.max(0, Math.min(rate.max(), signed));
    surplus = Math.max(0, -signed);
    if (surplus > rate.max()) {
      charged += surplus - rate.max();
      surplus = rate.max();
    }
  }

  private void spend(double credits) {
    spent += credits;
  }

  /** Whether the instance is held at its baseline by an empty bucket. */
  boolean throttled(double demandPercent) {
    return !unlimited && balance + launch <= 0 && demandPercent > rate.baselinePercent();
  }

  /** What the instance really runs at under a demand. */
  double effectivePercent(double demandPercent) {
    return throttled(demandPercent) ? rate.baselinePercent() : demandPercent;
  }

  /** Switching is allowed while running; surplus is charged, and launch credits are lost. */
  void unlimited(boolean on) {
    if (on == unlimited) {
      return;
    }
    unlimited = on;
    launch = 0;
    charged += surplus;
    surplus = 0;
  }

  void setBalance(double credits) {
    launch = 0;
    surplus = 0;
    balance = Math.max(0, Math.min(rate.max(), credits));
  }

  /** Credits spent since the last call. */
  double takeSpent() {
    double taken = spent;
    spent = 0;
    return taken;
  }

  boolean isUnlimited() {
    return unlimited;
  }

  /** What CPUCreditBalance shows. */
  double balance() {
    return balance + launch;
  }

  double surplus() {
    return surplus;
  }

  double charged() {
    return charged;
  }
}
